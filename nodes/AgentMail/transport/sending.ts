import type { ApiPath } from './path';

/** Sends, replies, forwards, and the sending of drafts. */
const SENDS =
	/^\/inboxes\/([^/]+)\/(?:messages\/send|messages\/[^/]+\/(?:reply|reply-all|forward)|drafts\/[^/]+\/send)$/;

/** The inbox that a POST to a path sends an email from; `undefined` for one that sends nothing at once. */
export function sendsFrom(at: ApiPath | string): string | undefined {
	const inboxId = SENDS.exec(String(at))?.[1];
	return inboxId && decodeURIComponent(inboxId);
}
