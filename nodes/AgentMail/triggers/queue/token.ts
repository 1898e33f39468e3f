import { InputError } from '../../shared/inputError';
import { isRecord, textOf } from '../../shared/json';
import { isInternal, isLoopback, type AgentMailCredential } from '../../transport/server';

/** What a queue's token says. Svix keeps AgentMail's queues. (svix 2.5.0: AutoConfigConsumer) */
export interface QueueToken {
	/** Scheme and host of the server. */
	origin: string;
	appId: string;
	/** The queue itself (`auto_v1_`), or what leads to it (`auto_v2_`). */
	place: { sinkId: string } | { autoConfigId: string };
	/** Opens this one queue. A secret. */
	bearer: string;
}

/**
 * Reads a token. Nothing of it is in the errors.
 *
 * @throws {InputError} for one that cannot be read, or whose server is not safe to talk to
 */
export function readToken(token: unknown, credential: AgentMailCredential): QueueToken {
	const [, version, content = ''] = /^auto_(v[12])_(.+)$/s.exec(textOf(token) ?? '') ?? [];
	const parts = parsed(content);
	const [appId, id, server, bearer] = [
		parts.aid,
		version === 'v1' ? parts.eid : parts.sid,
		parts.surl,
		parts.tok,
	].map(textOf);
	if (!appId || !id || !server || !bearer) return unreadable();
	const place = version === 'v1' ? { sinkId: id } : { autoConfigId: id };
	return { origin: safeOrigin(server, credential), appId, place, bearer };
}

function parsed(base64: string): Record<string, unknown> {
	try {
		const parts: unknown = JSON.parse(Buffer.from(base64, 'base64').toString());
		return isRecord(parts) ? parts : {};
	} catch {
		return {};
	}
}

function unreadable(): never {
	throw new InputError(
		'AgentMail returned a queue token that this version of the node does not know. Update the node package n8n-nodes-agentmail-plus.',
	);
}

/** The address comes from outside, so it must be encrypted. An own server may be near, like its Base URL. */
function safeOrigin(server: string, credential: AgentMailCredential): string {
	const url = URL.canParse(server) ? new URL(server) : undefined;
	const isPlain = url !== undefined && url.username === '' && url.password === '';
	if (isPlain && (url.protocol === 'https:' || isOwnNetwork(url, credential))) return url.origin;
	throw new InputError(
		'The queue of AgentMail is not at an https:// address, so the trigger does not read it. Use the AgentMail WebSocket Trigger instead.',
	);
}

function isOwnNetwork(
	{ protocol, hostname }: URL,
	{ environment, allowPrivateHttp = false }: AgentMailCredential,
): boolean {
	if (environment !== 'custom' || protocol !== 'http:') return false;
	return isLoopback(hostname) || (allowPrivateHttp && isInternal(hostname));
}
