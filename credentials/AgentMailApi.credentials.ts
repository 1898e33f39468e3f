import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { InputError } from '../nodes/AgentMail/shared/inputError';
import {
	refuseOtherRegion,
	serverOf,
	type AgentMailCredential,
} from '../nodes/AgentMail/transport/server';

/** The HTTP Request node has `uri` where others have `url`; n8n takes `url` first. (n8n-core 2.41: legacy requests) */
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

/** As n8n's HTTP client joins the two. An empty address stays empty. */
function joined(address: string, base: string): string {
	const isWhole = /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(address);
	if (isWhole || address.trim() === '') return address;
	return `${base.replace(/(?<!\/)\/+$/, '')}/${address.replace(/^\/+/, '')}`;
}

/** @throws {InputError} for the address of any other server, and for one that is not valid */
function onlyAt(origin: string, address: string): URL {
	const target = URL.canParse(address) ? new URL(address) : undefined;
	if (target?.origin === origin) return target;
	const elsewhere = target
		? `, not to ${target.origin}`
		: ', and this request has no valid address';
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
				'Create a key at console.agentmail.to under API Keys. It is shown only once. A key for a single inbox or pod works too, and limits what this credential can reach.',
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
					description: 'Keys that start with am_eu_ use the EU region, all others the US',
				},
				{ name: 'EU', value: 'eu', description: 'api.agentmail.eu' },
				{ name: 'Own Server', value: 'custom', description: 'A proxy or the local sandbox' },
				{ name: 'US', value: 'us', description: 'api.agentmail.to' },
			],
			description: 'Where your AgentMail organization is hosted',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://agentmail.example.com',
			description:
				'Address of the server, without a path. It must start with https://, except on this machine or, if you allow it below, on a private network.',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Allow HTTP on Private Network',
			name: 'allowPrivateHttp',
			type: 'boolean',
			default: false,
			description:
				'Whether to allow http:// and ws:// addresses on a private network. The API key is then sent unencrypted.',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'WebSocket URL',
			name: 'websocketUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. wss://agentmail.example.com',
			description:
				'Only for the AgentMail WebSocket Trigger, if its address differs from the Base URL. Enter it without a path. It must start with wss:// wherever the Base URL must start with https://.',
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
				'Only for triggers with manual registration: the signing secret of the webhook, from the AgentMail console',
		},
	];

	/**
	 * Adds the server and the key. The key goes to this credential's own server only: any other address is refused,
	 * also in the HTTP Request node. The address that was checked is passed on, so that it cannot be read differently later.
	 * A property, not a method: n8n copies credential types by their own properties, and offers Custom API Call only for
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
		const { url, uri, baseURL, ...rest } = request as Addressed;
		const base = String(baseURL || origin);
		onlyAt(origin, base);
		const { href } = onlyAt(origin, joined(String(url ?? uri ?? ''), base));
		const place = url === undefined && uri !== undefined ? { uri: href } : { url: href };
		return {
			...rest,
			...(place as { url: string }),
			headers: { ...request.headers, Authorization: `Bearer ${credential.apiKey.trim()}` },
			sendCredentialsOnCrossOriginRedirect: false,
		};
	};
}
