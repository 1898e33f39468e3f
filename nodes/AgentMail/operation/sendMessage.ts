import type { Draft, SendMessageRequest } from 'agentmail/serialization';

import { unmarked } from '../fields/automaticReply';
import { simplifyDraft } from '../mail/summary';
import { InputError } from '../shared/inputError';
import { keyFor } from '../transport/idempotency';
import { path, type ApiPath } from '../transport/path';
import { createOnce } from './createOnce';
import { sameOf } from './inDoubt';
import { draftWithLinks, refuseTooLarge, sendThroughDraft, type DraftOf } from './largeFiles';
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

/** What the panel says about sending, other than what is sent. */
interface SendOptions {
	idempotencyKey?: string;
	/** ISO 8601, in the future. */
	sendAt?: string;
}

/**
 * Sends a message once, through a draft if its files are too large for a request, or if it is to go out later.
 *
 * @returns the answer, and the inbox that sent it
 */
export async function sendMessage(
	{ path: at, inboxId, draftOf = {}, about = at }: Destination,
	body: SendMessageRequest.Raw,
	call: Call,
	{ idempotencyKey: chosenKey, sendAt }: SendOptions = {},
): Promise<object> {
	const inbox = path`/inboxes/${inboxId}`;
	if (sendAt !== undefined) {
		const later = { ...withoutHeaders(body), ...draftOf, send_at: sendAt };
		return await schedule(call, inbox, later, chosenKey);
	}
	const draft = await draftWithLinks(body, draftOf, call.item);
	if (!draft) return { inbox_id: inboxId, ...(await sendOnce(at, body, call, chosenKey, about)) };
	const sent = await once(
		async (key) => await sendThroughDraft(call.api, inbox, draft, key),
		call,
		chosenKey,
		sameOf(call, about, body),
	);
	return { inbox_id: inboxId, ...sent };
}

/** Makes the draft that AgentMail sends by itself. The same key leads to the same draft. */
async function schedule(
	call: Call,
	inbox: ApiPath,
	draft: object,
	chosenKey: string | undefined,
): Promise<object> {
	refuseTooLarge(draft);
	const chosenId = chosenKey && keyFor('scheduled', chosenKey);
	const creation = { what: 'draft', path: path`${inbox}/drafts`, body: draft, chosenId };
	return simplifyDraft({ ...(await createOnce<Draft.Raw>(creation, call)) });
}

/** @throws {InputError} for what a draft cannot have; that a program wrote it goes unsaid then */
function withoutHeaders({ headers, track_opens, ...message }: SendMessageRequest.Raw): object {
	if (!unmarked(headers ?? {}) && !track_opens) return message;
	throw new InputError(
		'A message for later is a draft until then, and drafts support neither Headers nor Track Opens. Remove these options, or Send At.',
	);
}
