import { InputError } from './errors';
import { isInternal, isLoopback } from './network';

/** What the credential `agentMailApi` holds. */
export interface AgentMailCredential {
	apiKey: string;
	environment: 'auto' | 'us' | 'eu' | 'custom';
	baseUrl?: string;
	allowPrivateHttp?: boolean;
	websocketUrl?: string;
	webhookSecret?: string;
}

/** Where requests of a credential go. */
export interface Server {
	/** Scheme, host and port, no slash at the end: `https://api.agentmail.to`. */
	origin: string;
	/** For messages to people. */
	name: string;
}

/** Hosts by region. (AgentMail docs: regions; the SDK picks the region by the key's prefix.) */
export const REGIONS = {
	us: { origin: 'https://api.agentmail.to', name: 'the US region' },
	eu: { origin: 'https://api.agentmail.eu', name: 'the EU region' },
} as const satisfies Record<string, Server>;

/** The region that issued a key: `am_eu_…` is the EU's, anything else the US's. */
export function regionOfKey(apiKey: string): keyof typeof REGIONS {
	return apiKey.startsWith('am_eu_') ? 'eu' : 'us';
}

/**
 * The server of a credential.
 *
 * @throws {InputError} when the base URL of an own server could leak the key: see {@link customOrigin}.
 */
export function serverOf(credential: AgentMailCredential): Server {
	switch (credential.environment) {
		case 'us':
		case 'eu':
			return REGIONS[credential.environment];
		case 'custom':
			return customServer(credential);
		default:
			return REGIONS[regionOfKey(credential.apiKey)];
	}
}

function customServer({ baseUrl = '', allowPrivateHttp = false }: AgentMailCredential): Server {
	const origin = customOrigin(baseUrl.trim(), allowPrivateHttp);
	return { origin, name: origin };
}

/** An origin only, without user info, over https; plain http on this machine, or on a private network if confirmed. */
function customOrigin(baseUrl: string, allowPrivateHttp: boolean): string {
	const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
	if (!url || !['http:', 'https:'].includes(url.protocol)) {
		throw new InputError(
			'The Base URL of the AgentMail credential is not a web address. Enter the address of your server, such as https://agentmail.example.com.',
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw new InputError(
			'The Base URL of the AgentMail credential holds a user name or password. Remove everything before the "@".',
		);
	}
	if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
		throw new InputError(
			`The Base URL of the AgentMail credential must end after the host. Enter ${url.origin} without a path such as /v0.`,
		);
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		if (!isInternal(url.hostname)) {
			throw new InputError(
				`The Base URL of the AgentMail credential must start with https://, because over http:// the API key can be read on the way to ${url.hostname}.`,
			);
		}
		if (!allowPrivateHttp) {
			throw new InputError(
				`${url.hostname} is on a private network. Switch on "Allow HTTP on Private Network" in the AgentMail credential, or use https://.`,
			);
		}
	}
	return url.origin;
}
