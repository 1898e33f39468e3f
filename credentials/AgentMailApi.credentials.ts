import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { InputError } from '../nodes/AgentMail/shared/inputError';
import { refuseUselessSecret } from '../nodes/AgentMail/webhooks/secret';
import {
	refuseOtherRegion,
	serverOf,
	type AgentMailCredential,
} from '../nodes/AgentMail/transport/server';

const KEY_REFUSED =
	'AgentMail did not accept the API key. Check in the AgentMail console that it exists and is copied completely, and that Region fits: a key that starts with am_eu_ belongs to the EU, any other to the US.';

/** The HTTP Request node says `uri` where others say `url`; n8n takes `url` first. (n8n-core 2.41: legacy requests) */
type Addressed = Partial<IHttpRequestOptions> & { uri?: string };

/** What could lead a request past the server, or show it to somebody on its way. Names as axios and n8n have them. */
const DETOURS: ReadonlyArray<
	[name: string, isTaken: (request: Record<string, unknown>) => boolean]
> = [
	['Proxy', ({ proxy }) => Boolean(proxy)],
	[
		'Ignore SSL Issues',
		({ rejectUnauthorized, skipSslCertificateValidation, strictSSL }) =>
			rejectUnauthorized === false || strictSSL === false || Boolean(skipSslCertificateValidation),
	],
	['SSL Certificates', ({ agentOptions }) => Boolean(agentOptions)],
	['agent', ({ agent, httpAgent, httpsAgent }) => Boolean(agent ?? httpAgent ?? httpsAgent)],
	['socketPath', ({ socketPath }) => Boolean(socketPath)],
	['the header Host', ({ headers }) => Object.keys(headers ?? {}).some(isHost)],
];

const isHost = (name: string) => name.toLowerCase() === 'host';

/**
 * Settings of the request alone: n8n's own, such as a proxy for all that it sends, are for who runs it to choose.
 *
 * @throws {InputError} for a request that would not go straight to the server
 */
function refuseDetour(origin: string, request: object): void {
	const taken = DETOURS.find(([, isTaken]) => isTaken(request as Record<string, unknown>));
	if (!taken) return;
	throw new InputError(
		`The AgentMail API key is only sent straight to ${origin}. Remove ${taken[0]} from this request.`,
	);
}

/** Marks the test of the credential, which alone looks at what requests do not need. It is not sent. */
const TEST_HEADER = 'x-agentmail-credential-test';

/** As n8n's HTTP client joins the two. Nothing of nothing. */
function joined(address: string, base: string): string {
	const isWhole = /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(address);
	if (isWhole || address.trim() === '') return address;
	return `${base.replace(/\/+$/, '')}/${address.replace(/^\/+/, '')}`;
}

/** @throws {InputError} for an address of any other server, and for what is no address */
function onlyAt(origin: string, address: string): URL {
	const target = URL.canParse(address) ? new URL(address) : undefined;
	if (target?.origin === origin) return target;
	const elsewhere = target ? `, not to ${target.origin}` : '; the request has no valid address';
	throw new InputError(
		`The AgentMail API key is only sent to ${origin}${elsewhere}. Check the address, or the Region in the AgentMail credential.`,
	);
}

export class AgentMailApi implements ICredentialType {
	name = 'agentMailApi';

	displayName = 'AgentMail API';

	icon = {
		light: 'file:../nodes/AgentMail/agentmail.svg',
		dark: 'file:../nodes/AgentMail/agentmail.dark.svg',
	} as const;

	documentationUrl = 'https://docs.agentmail.to/knowledge-base/getting-api-key';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. am_…',
			description:
				'Create it at console.agentmail.to under API Keys, and copy it at once: it is shown only once. A key for one inbox or one pod works too and limits what this n8n can reach.',
		},
		{
			displayName: 'Region',
			name: 'environment',
			type: 'options',
			default: 'auto',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: 'A key that starts with am_eu_ is of the EU, any other of the US',
				},
				{ name: 'EU', value: 'eu', description: 'api.agentmail.eu' },
				{ name: 'Own Server', value: 'custom', description: 'A proxy, or the local sandbox' },
				{ name: 'US', value: 'us', description: 'api.agentmail.to' },
			],
			description: 'Where your AgentMail organization lives',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://agentmail.example.com',
			description:
				'Address of the server without a path. It must start with https://, except on this machine or, if you confirm it, on a private network.',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Allow HTTP on Private Network',
			name: 'allowPrivateHttp',
			type: 'boolean',
			default: false,
			description:
				'Whether the Base URL may start with http:// (and the WebSocket URL with ws://) when its host is on a private network. The API key then travels unencrypted there.',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'WebSocket URL',
			name: 'websocketUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. wss://agentmail.example.com',
			description:
				'For the AgentMail WebSocket Trigger, if its address is not the Base URL: without a path, and starting with wss:// where the Base URL would have to start with https://. Leave it empty otherwise.',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. whsec_…',
			description:
				'Only for triggers with manual registration: the signing secret that the AgentMail console shows for the webhook. Triggers that register themselves do not need it.',
		},
	];

	/**
	 * Adds the server and the key. The key goes to this credential's own server only: any other address is refused,
	 * also in the HTTP Request node. What was compared is what is handed on, so that nobody reads it in another way. A
	 * property, not a method: n8n copies credential types by their own properties, and offers Custom API Call only for
	 * those that have this one.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const credential = credentials as unknown as AgentMailCredential;
		refuseOtherRegion(credential);
		const { origin } = serverOf(credential);
		refuseDetour(origin, request);
		const { [TEST_HEADER]: isTest, ...headers } = request.headers ?? {};
		if (isTest !== undefined) refuseUselessSecret(credential);
		const { url, uri, baseURL, ...rest } = request as Addressed;
		const base = String(baseURL || origin);
		onlyAt(origin, base);
		const { href } = onlyAt(origin, joined(String(url ?? uri ?? ''), base));
		const place = url === undefined && uri !== undefined ? { uri: href } : { url: href };
		return {
			...rest,
			...(place as { url: string }),
			headers: { ...headers, Authorization: `Bearer ${credential.apiKey.trim()}` },
			sendCredentialsOnCrossOriginRedirect: false,
		};
	};

	/** `auth/me` answers for a key of every scope, whatever it is permitted to do. (AgentMail docs: who am I) */
	test: ICredentialTestRequest = {
		request: {
			url: '/v0/auth/me',
			disableFollowRedirect: true,
			headers: { [TEST_HEADER]: 'yes' },
		},
		rules: [401, 403].map((value) => ({
			type: 'responseCode',
			properties: { value, message: KEY_REFUSED },
		})),
	};
}
