import type { SendMessageRequest } from 'agentmail/serialization';

import { path, type ApiPath } from '../transport/path';
import { draftWithLinks, sendThroughDraft, type DraftOf } from './largeFiles';
import { sameOf } from './inDoubt';
import type { Call } from './operation';
import { once, sendOnce } from './sendOnce';

/** Where a message goes out. */
export interface Destination {
	/** The path that sends it. */
	path: ApiPath;
	/** The inbox that sends. */
	inboxId: string;
	/** What a draft of the message says that the path says; not given for a new message. */
	draftOf?: DraftOf;
	/** What was asked for, if it leads to another path once the message is out: a thread, by its last message. */
	about?: ApiPath;
}

/**
 * Sends a message once, through a draft if its files are too large for a request.
 *
 * @param chosenKey the Idempotency Key of the panel, if filled in
 * @returns the answer, and the inbox that sent it
 */
export async function sendMessage(
	{ path: at, inboxId, draftOf = {}, about = at }: Destination,
	body: SendMessageRequest.Raw,
	call: Call,
	chosenKey?: string,
): Promise<object> {
	const draft = await draftWithLinks(body, draftOf, call.item);
	if (!draft) return { inbox_id: inboxId, ...(await sendOnce(at, body, call, chosenKey, about)) };
	const sent = await once(
		async (key) => await sendThroughDraft(call.api, path`/inboxes/${inboxId}`, draft, key),
		call,
		chosenKey,
		sameOf(call, about, body),
	);
	return { inbox_id: inboxId, ...sent };
}
