import { InputError } from '../transport/errors';
import { isInternal } from '../transport/network';
import type { AgentMailCredential } from '../transport/server';

/** @throws {InputError} when no delivery could ever arrive at the URL: see {@link whyUnreachable}. */
export function refuseUnreachable(webhookUrl: string, credential: AgentMailCredential): void {
	const reason = whyUnreachable(webhookUrl, credential);
	if (reason !== undefined) throw new InputError(reason);
}

/**
 * AgentMail delivers over the internet and over https only. An own server or the sandbox may stand beside n8n, so any
 * address will do for it.
 *
 * @returns what to do, or `undefined` when deliveries can arrive
 */
export function whyUnreachable(
	webhookUrl: string,
	credential: AgentMailCredential,
): string | undefined {
	if (credential.environment === 'custom') return undefined;
	const { protocol, hostname, origin } = new URL(webhookUrl);
	if (isInternal(hostname)) {
		return `AgentMail cannot reach this n8n at ${origin}, an address inside your own network. Give n8n a public https:// address (a domain or a tunnel), set it as N8N_WEBHOOK_URL (in older versions WEBHOOK_URL), restart n8n and publish the workflow again.`;
	}
	if (protocol === 'https:') return undefined;
	return `AgentMail delivers to https:// addresses only, and this n8n is at ${origin}. Set N8N_WEBHOOK_URL (in older versions WEBHOOK_URL) to an address that starts with https://, restart n8n and publish the workflow again.`;
}
