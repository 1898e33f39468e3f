import { isLoopback, type AgentMailCredential } from './server';

/** Where a connection was wanted. */
interface Target {
	hostname: string;
	/** What to look at if it is somebody's own server; ends with a space, or is empty. */
	checkBaseUrl: string;
}

const CHECK_NETWORK = 'Check the internet connection of the computer that n8n runs on';

/** What a code of the network means, and what to do. (Node.js docs: common system errors, X509 certificate errors) */
const SENTENCES: ReadonlyArray<[code: RegExp, sentence: (target: Target) => string]> = [
	[
		/^(ENOTFOUND|EAI_AGAIN)$/,
		({ checkBaseUrl }) =>
			`n8n can't find a server of this name. ${checkBaseUrl}${CHECK_NETWORK}, and its DNS.`,
	],
	[
		/^ECONNREFUSED$/,
		({ hostname, checkBaseUrl }) => {
			if (!checkBaseUrl) return `the connection was refused. ${CHECK_NETWORK}, and its firewall.`;
			const docker = isLoopback(hostname)
				? `If n8n runs in Docker, ${hostname} is the container itself.`
				: '';
			return `nothing answers there. Check that the server is running. ${checkBaseUrl}${docker}`;
		},
	],
	[
		/^(ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED|E(HOST|NET)(UNREACH|DOWN))$/,
		({ checkBaseUrl }) => `no answer came. ${checkBaseUrl}${CHECK_NETWORK}, and its firewall.`,
	],
	[
		/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
		() =>
			"its certificate has expired, or isn't valid yet. Check the clock of the computer that n8n runs on.",
	],
	[
		/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
		({ checkBaseUrl }) =>
			`its certificate is for another name. ${checkBaseUrl}Also check whether a proxy sits in front of it.`,
	],
	[
		/CERT|^UNABLE_TO_/,
		() =>
			"n8n doesn't trust its certificate. If a proxy or the server has a certificate authority of its own, set NODE_EXTRA_CA_CERTS to the file of that authority and restart n8n.",
	],
	[
		/^(EPROTO|ERR_SSL_.+)$/,
		({ checkBaseUrl }) =>
			`it doesn't answer over https. ${checkBaseUrl}Also check whether a proxy sits in front of it.`,
	],
];

/**
 * Why no answer came, for whoever reads the message.
 *
 * @param code the network's, such as `ENOTFOUND`
 */
export function unreachedSentence(
	origin: string,
	{ environment }: AgentMailCredential,
	code = '',
): string {
	const [, sentence] = SENTENCES.find(([known]) => known.test(code)) ?? [];
	const isOwn = environment === 'custom';
	const target = {
		hostname: new URL(origin).hostname,
		checkBaseUrl: isOwn ? 'Check the Base URL in the AgentMail credential. ' : '',
	};
	const because = sentence?.(target) ?? `the connection broke. ${CHECK_NETWORK}.`;
	return `Could not reach ${origin}: ${because}`.trimEnd();
}
