import { InputError } from '../shared/inputError';
import { isInternal, type AgentMailCredential } from '../transport/server';

/** What a person can do; parts of a sentence. */
interface WaysOut {
	/** What needs no public address: `Use the AgentMail WebSocket Trigger`. */
	instead: string;
	/** What to do once n8n has one: `publish the workflow again`. */
	then: string;
}

/** @throws {InputError} when no delivery could ever arrive at the URL: see {@link whyUnreachable}. */
export function refuseUnreachable(
	webhookUrl: string,
	credential: AgentMailCredential,
	{ instead, then }: WaysOut,
): void {
	const reason = whyUnreachable(webhookUrl, credential);
	if (reason === undefined) return;
	throw new InputError(
		`${reason} ${instead} instead, or set N8N_WEBHOOK_URL (in older versions WEBHOOK_URL) to a public https:// address of n8n (a domain or a tunnel), restart n8n and ${then}.`,
	);
}

/**
 * AgentMail delivers over the internet and over https only. A server of one's own, or the sandbox, may run beside n8n, so
 * it accepts any address.
 *
 * @returns a sentence, or `undefined` when deliveries can arrive
 */
export function whyUnreachable(
	webhookUrl: string,
	credential: AgentMailCredential,
): string | undefined {
	if (credential.environment === 'custom') return undefined;
	// n8n passes on whatever somebody configured, even without https:// at the beginning.
	const url = URL.canParse(webhookUrl) ? new URL(webhookUrl) : undefined;
	const at = url?.host ? url.origin : webhookUrl;
	if (url && isInternal(url.hostname)) {
		return `AgentMail cannot reach this n8n at ${at}, an address inside your own network.`;
	}
	if (url?.protocol === 'https:') return undefined;
	return `AgentMail delivers to https:// addresses only, and this n8n is at ${at}.`;
}
