import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { agentMailApi, CREDENTIAL } from './transport/api';
import { reasonOf } from './transport/errors';
import { AUTH_ME } from './transport/identity';
import { refuseOtherRegion, serverOf, type AgentMailCredential } from './transport/server';
import { timings } from './transport/timings';
import type { ApiContext } from './transport/types';
import { refuseUselessSecret } from './webhooks/secret';

/** Somebody is waiting at the credential. In milliseconds. */
const HURRY = { ...timings, firstWait: 100, idle: 20_000 };

/**
 * The test of the credential, by the name in `testedBy` of the nodes. Not `test` of the credential, which says `ENOTFOUND`
 * where there is no network. (n8n 2.41: credentials-tester.service)
 *
 * `auth/me` works with a key of any scope and any permissions. (AgentMail docs: who am I)
 */
export const credentialTest = {
	async agentMailApiTest(
		this: ICredentialTestFunctions,
		{ data }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
	): Promise<INodeCredentialTestResult> {
		const credential = data as unknown as AgentMailCredential;
		try {
			refuseOtherRegion(credential);
			refuseUselessSecret(credential);
			await agentMailApi(contextOf(this, credential), { timings: HURRY }).get(AUTH_ME);
			return { status: 'OK', message: 'Connection successful!' };
		} catch (error) {
			return { status: 'Error', message: reasonOf(error) };
		}
	},
};

/** What the API needs of a context, made of the little that n8n gives the test of a credential. */
function contextOf(test: ICredentialTestFunctions, credential: AgentMailCredential): ApiContext {
	const context = {
		getNode: () => ({ credentials: { [CREDENTIAL]: {} } }),
		getCredentials: async () => credential,
		logger: test.logger,
		helpers: {
			httpRequestWithAuthentication: async (_type: string, request: IHttpRequestOptions) =>
				await send(test, credential, request),
		},
	};
	return context as unknown as ApiContext;
}

/** n8n gives the test of a credential no other way to send than its older one. */
async function send(
	test: ICredentialTestFunctions,
	credential: AgentMailCredential,
	{ url, method, timeout }: IHttpRequestOptions,
): Promise<unknown> {
	return (await test.helpers.request({
		uri: `${serverOf(credential).origin}${url}`,
		method,
		timeout,
		headers: { Authorization: `Bearer ${credential.apiKey.trim()}` },
		json: true,
		followRedirect: false,
		simple: false,
		resolveWithFullResponse: true,
	})) as unknown;
}
