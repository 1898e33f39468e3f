import { InputError } from '../shared/inputError';

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
	/** For use in messages. */
	name: string;
}

/** Hosts by region. (AgentMail docs: regions; the SDK picks the region by the key's prefix.) */
export const REGIONS = {
	us: { origin: 'https://api.agentmail.to', name: 'the US region' },
	eu: { origin: 'https://api.agentmail.eu', name: 'the EU region' },
} as const satisfies Record<string, Server>;

/** The region that issued a key: `am_eu_…` is the EU's, anything else the US's. */
export function regionOfKey(apiKey: string): keyof typeof REGIONS {
	return apiKey.trim().startsWith('am_eu_') ? 'eu' : 'us';
}

/**
 * A key that names its region is sent to no other, which could only refuse it and has no business knowing it.
 *
 * @throws {InputError} when Region says otherwise
 */
export function refuseOtherRegion({ apiKey, environment }: AgentMailCredential): void {
	if (environment !== 'us' && environment !== 'eu') return;
	const named = /^am_(us|eu)_/.exec(apiKey.trim())?.[1] as keyof typeof REGIONS | undefined;
	if (named === undefined || named === environment) return;
	throw new InputError(
		`The API key belongs to ${REGIONS[named].name}, but the AgentMail credential is set to ${REGIONS[environment].name}. Set Region to Automatic.`,
	);
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

/** Hosts of the WebSocket by region. (AgentMail docs: WebSockets) */
const WEB_SOCKETS = { us: 'wss://ws.agentmail.to', eu: 'wss://ws.agentmail.eu' } as const;

/**
 * Where the events of a credential stream, without a path: `wss://ws.agentmail.to`.
 *
 * @throws {InputError} as {@link serverOf} does.
 */
export function webSocketOriginOf(credential: AgentMailCredential): string {
	switch (credential.environment) {
		case 'us':
		case 'eu':
			return WEB_SOCKETS[credential.environment];
		case 'custom':
			return customWebSocket(credential);
		default:
			return WEB_SOCKETS[regionOfKey(credential.apiKey)];
	}
}

function customWebSocket({
	websocketUrl = '',
	baseUrl = '',
	allowPrivateHttp = false,
}: AgentMailCredential): string {
	const own = websocketUrl.trim();
	if (own !== '') return customOrigin(own, allowPrivateHttp, WEB_SOCKET_URL);
	return customOrigin(baseUrl.trim(), allowPrivateHttp, BASE_URL).replace(/^http/, 'ws');
}

function customServer({ baseUrl = '', allowPrivateHttp = false }: AgentMailCredential): Server {
	const origin = customOrigin(baseUrl.trim(), allowPrivateHttp, BASE_URL);
	return { origin, name: origin };
}

/** A field of the credential that says where the key is sent. */
interface AddressField {
	name: string;
	what: string;
	example: string;
	secure: string;
	/** Without encryption. */
	open: string;
}

const BASE_URL: AddressField = {
	name: 'Base URL',
	what: 'a web address',
	example: 'https://agentmail.example.com',
	secure: 'https:',
	open: 'http:',
};

const WEB_SOCKET_URL: AddressField = {
	name: 'WebSocket URL',
	what: 'the address of a WebSocket',
	example: 'wss://agentmail.example.com',
	secure: 'wss:',
	open: 'ws:',
};

/** Only an origin, without user info, and encrypted: unencrypted only on this machine, or on a private network if allowed. */
function customOrigin(written: string, allowPrivateHttp: boolean, field: AddressField): string {
	const { name, what, example, secure, open } = field;
	const url = URL.canParse(written) ? new URL(written) : undefined;
	if (!url || ![open, secure].includes(url.protocol)) {
		throw new InputError(
			`The ${name} in the AgentMail credential is not ${what}. Enter the address of your server, such as ${example}.`,
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw new InputError(
			`The ${name} in the AgentMail credential contains a user name or password. Remove everything before the "@".`,
		);
	}
	if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
		throw new InputError(
			`The ${name} in the AgentMail credential must end after the host. Enter ${url.origin} without a path such as /v0.`,
		);
	}
	if (url.protocol === open && !isLoopback(url.hostname)) {
		if (!isInternal(url.hostname)) {
			throw new InputError(
				`The ${name} in the AgentMail credential must start with ${secure}//. Over ${open}//, others could read the API key on its way to ${url.hostname}.`,
			);
		}
		if (!allowPrivateHttp) {
			throw new InputError(
				`${url.hostname} is on a private network. Turn on "Allow HTTP on Private Network" in the AgentMail credential, or use ${secure}//.`,
			);
		}
	}
	return url.origin;
}

// What follows is about host names as `URL` tidies them up: `127.1` and `0x7f000001` arrive as `127.0.0.1`.

export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/**
 * Loopback, private (RFC 1918, RFC 4193), carrier-grade (RFC 6598) and link-local addresses, and names that only a local
 * network knows.
 */
export function isInternal(hostname: string): boolean {
	const name = hostname.replace(/\.$/, '');
	return INTERNAL.some((pattern) => pattern.test(name));
}

const INTERNAL: readonly RegExp[] = [
	/^(localhost|.+\.(localhost|local|internal|lan|home\.arpa))$/,
	/^[^.:]+$/,
	/^(0|10|127)\.[\d.]+$/,
	/^192\.168\.[\d.]+$/,
	/^169\.254\.[\d.]+$/,
	/^172\.(1[6-9]|2\d|3[01])\.[\d.]+$/,
	/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.[\d.]+$/,
	// Addresses of version 4 written as ones of version 6. (RFC 4291, RFC 6052)
	/^\[(::ffff:|64:ff9b:)/,
	/^\[(::|::1|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*)\]$/,
];
