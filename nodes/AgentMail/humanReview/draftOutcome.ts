import type {
	AttachmentResponse,
	CreateDraftRequest,
	Draft,
	MessageItem,
	SendAttachment,
	SendMessageResponse,
} from 'agentmail/serialization';

import { readDraft, type DraftContent } from '../agent/referenced';
import type { Api } from '../transport/types';
import { AgentMailError, unless } from '../transport/errors';
import { keyFor, keyInPlaceOf } from '../transport/idempotency';
import { path } from '../transport/path';
import type { DraftInPause } from './question';

/*
 * What becomes of a draft is settled at AgentMail, by the draft itself: it can be sent once or deleted once, and what
 * is gone can be neither. n8n chooses among answers of the same instant only afterwards, so each answer reports what
 * has become of the draft, not what was clicked.
 *
 * A draft that is edited is not changed, because another reviewer could send it at that moment. A copy is made with the
 * edit, the original is deleted, and only who has deleted it sends the copy. Copies carry a label, so that they are found
 * again, as drafts and as messages.
 */

/** The ids of the message that the draft became. */
export type Sent = SendMessageResponse.Raw;

/** What a reviewer makes of a draft. */
export interface Edit {
	subject: string;
	text: string;
}

const draftsOf = ({ inboxId }: DraftInPause) => path`/inboxes/${inboxId}/drafts`;
const pathOf = (draft: DraftInPause, draftId = draft.draftId) =>
	path`${draftsOf(draft)}/${draftId}`;

const labelOf = ({ sendKey }: DraftInPause) => `review-${keyFor('label', sendKey).slice(0, 16)}`;

/** The draft as it is now: the one that was asked about, or the copy that an edit has left. */
export async function currentDraft(
	api: Api,
	draft: DraftInPause,
): Promise<DraftContent | undefined> {
	const original = await readDraft(api, draft);
	if (original) return original;
	const [copy] = await copiesOf(api, draft);
	return copy === undefined
		? undefined
		: await readDraft(api, { inboxId: draft.inboxId, draftId: copy });
}

/** Ids of the drafts that edits have left. */
async function copiesOf(api: Api, draft: DraftInPause): Promise<string[]> {
	const query = { labels: [labelOf(draft)], limit: 10 };
	const { drafts } = await api.get<{ drafts?: Draft.Raw[] }>(draftsOf(draft), query);
	return (drafts ?? []).map(({ draft_id }) => draft_id);
}

/**
 * Sends a draft as it is, or says what this pause has sent before.
 *
 * The draft and its copies go out under one key, so AgentMail sends one of them at most, also where a draft that is
 * being sent can still be deleted.
 *
 * @param draftId the one that was asked about, or a copy of it
 * @returns `undefined` when it is gone, or another one was sent
 */
export async function sendDraft(
	api: Api,
	draft: DraftInPause,
	draftId = draft.draftId,
): Promise<Sent | undefined> {
	const body = draftId === draft.draftId ? {} : { add_labels: [labelOf(draft)] };
	return await api
		.post<Sent>(path`${pathOf(draft, draftId)}/send`, body, once(draft))
		.catch(unless(404, 409));
}

/** Under a key that another path has, the conflict stays: not worth the minute that a send is else. */
const once = ({ sendKey }: DraftInPause) =>
	({ idempotencyKey: sendKey, repeatability: 'keyed' }) as const;

/** @returns `undefined` when somebody else was first: nothing was sent by this then */
export async function sendEdited(
	api: Api,
	draft: DraftInPause,
	current: DraftContent,
	edit: Edit,
): Promise<Sent | undefined> {
	const before = current.draft;
	const { draft_id } = await api.post<Draft.Raw>(draftsOf(draft), {
		...(await bodyOf(api, draft, before)),
		...edit,
		labels: [...new Set([...before.labels, labelOf(draft)])],
		client_id: keyFor(JSON.stringify([before.draft_id, edit]), draft.sendKey),
	});
	const isFirst = await api.delete(pathOf(draft, before.draft_id)).then(() => true, unless(404));
	if (isFirst) return await sendDraft(api, draft, draft_id);
	// With nothing sent, the copy may be all that is left of the draft.
	if (await sentByPause(api, draft)) await dropCopies(api, draft);
	return undefined;
}

/**
 * What this pause has sent. Only for a draft that is gone: one that is there would be sent.
 *
 * @throws {AgentMailError} in doubt, when something is being sent or its message cannot be found
 */
export async function sentByPause(api: Api, draft: DraftInPause): Promise<Sent | undefined> {
	const copy = await sentCopy(api, draft);
	if (copy) return copy;
	const original = api.post<Sent>(path`${pathOf(draft)}/send`, {}, once(draft));
	return await original.catch(async (error: unknown) => {
		if (!(error instanceof AgentMailError) || error.status !== 409) return unless(404)(error);
		const message = await sentCopy(api, draft);
		if (message) return message;
		throw error.inDoubt();
	});
}

async function sentCopy(api: Api, draft: DraftInPause): Promise<Sent | undefined> {
	const query = { labels: [labelOf(draft)], limit: 1 };
	const at = path`/inboxes/${draft.inboxId}/messages`;
	const { messages } = await api.get<{ messages?: MessageItem.Raw[] }>(at, query);
	const [message] = messages ?? [];
	return message && { message_id: message.message_id, thread_id: message.thread_id };
}

async function dropCopies(api: Api, draft: DraftInPause): Promise<void> {
	for (const id of await copiesOf(api, draft)) {
		await api.delete(pathOf(draft, id)).catch(unless(404));
	}
}

/** Takes away what other edits have left, once one was sent. It does no harm if this fails. */
export async function tidyUp(api: Api, draft: DraftInPause): Promise<void> {
	await dropCopies(api, draft).catch(() => undefined);
}

/** What a refusal came to. */
export type Refused = { sent: Sent } | { deleted: true; wasThere: boolean } | { kept: string };

/**
 * Makes sure that nothing is sent by this pause any more.
 *
 * The draft is deleted, because what is there could be sent by an answer of the same instant. To keep it, a copy is
 * made before.
 *
 * @returns what was sent, when an approval was first
 */
export async function refuseDraft(
	api: Api,
	draft: DraftInPause,
	whatThen: 'keep' | 'delete',
): Promise<Refused> {
	const current = await currentDraft(api, draft);
	const kept = current && whatThen === 'keep' ? await keep(api, draft, current.draft) : undefined;
	const isDeleted = await api.delete(pathOf(draft)).then(() => true, unless(404));
	await dropCopies(api, draft);
	await refuseLeft(api, draft);
	const sent = await sentByPause(api, draft);
	if (sent && kept !== undefined) {
		await api.delete(pathOf(draft, kept)).catch(() => undefined);
	}
	if (sent) return { sent };
	const wasThere = isDeleted === true || current !== undefined;
	return kept === undefined ? { deleted: true, wasThere } : { kept };
}

/** @throws {AgentMailError} when something is left that could still be sent */
async function refuseLeft(api: Api, draft: DraftInPause): Promise<void> {
	if (!(await currentDraft(api, draft))) return;
	throw new AgentMailError(
		'AgentMail did not delete the draft, so it could still be sent.',
		409,
		undefined,
		undefined,
	);
}

/** @returns the id of the copy, the same for every answer to the pause */
async function keep(api: Api, draft: DraftInPause, current: Draft.Raw): Promise<string> {
	const body = await bodyOf(api, draft, current);
	const labels = body.labels?.filter((label) => label !== labelOf(draft));
	const client_id = keyInPlaceOf(current.client_id ?? '', 'kept', draft.sendKey);
	return (await api.post<Draft.Raw>(draftsOf(draft), { ...body, labels, client_id })).draft_id;
}

async function bodyOf(
	api: Api,
	draft: DraftInPause,
	original: Draft.Raw,
): Promise<CreateDraftRequest.Raw> {
	const { to, cc, bcc, reply_to, subject, text, html, labels } = original;
	const { in_reply_to, forward_of } = original;
	const attachments: SendAttachment.Raw[] = [];
	for (const file of original.attachments ?? []) {
		const { attachment_id, filename, content_type, content_disposition, content_id } = file;
		const at = path`${pathOf(draft, original.draft_id)}/attachments/${attachment_id}`;
		const { download_url } = await api.get<AttachmentResponse.Raw>(at);
		const named = { filename, content_type, content_disposition, content_id };
		attachments.push({ ...named, url: download_url });
	}
	return {
		to: to ?? [],
		cc: cc ?? [],
		bcc: bcc ?? [],
		reply_to: reply_to ?? [],
		subject,
		text,
		html,
		labels: labels.filter((label) => label !== 'scheduled'),
		...(attachments.length > 0 ? { attachments } : {}),
		in_reply_to,
		forward_of,
	};
}
