import type {
	AttachmentResponse,
	CreateDraftRequest,
	Draft,
	SendAttachment,
	SendMessageResponse,
} from 'agentmail/serialization';

import type { Api } from '../transport/types';
import { AgentMailError, unless } from '../transport/errors';
import { keyFor } from '../transport/idempotency';
import { path } from '../transport/path';
import type { DraftInPause, DraftPlace } from './question';

/*
 * What becomes of a draft is settled at AgentMail, by the draft itself: it can be sent once or deleted once, and what
 * is gone can be neither. n8n chooses among answers of the same instant only afterwards, so each answer reports what
 * has become of the draft, not what was clicked.
 */

/** The ids of the message that the draft became. */
export type Sent = SendMessageResponse.Raw;

const pathOf = ({ inboxId, draftId }: DraftPlace) => path`/inboxes/${inboxId}/drafts/${draftId}`;

/**
 * Sends the draft, or says what this pause has sent before.
 *
 * @returns `undefined` when it is gone and this pause has not sent it
 */
export async function sendDraft(api: Api, draft: DraftInPause): Promise<Sent | undefined> {
	return await api
		.post<Sent>(path`${pathOf(draft)}/send`, {}, { idempotencyKey: draft.sendKey })
		.catch(unless(404));
}

/** What a refusal came to. */
export type Refused = { sent: Sent } | { deleted: true } | { kept: string };

/**
 * Makes sure that the draft is not sent by this pause any more.
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
	const copy = whatThen === 'keep' ? await copyOf(api, draft) : undefined;
	await api.delete(pathOf(draft)).catch(unless(404));
	const sent = await sentBefore(api, draft);
	if (!sent) return copy === undefined ? { deleted: true } : { kept: copy };
	if (copy !== undefined) {
		await api.delete(pathOf({ ...draft, draftId: copy })).catch(() => undefined);
	}
	return { sent };
}

/** A send that is repeated is answered as the first time; one of a draft that is gone sends nothing. */
async function sentBefore(api: Api, draft: DraftInPause): Promise<Sent | undefined> {
	const left = await api.get<Draft.Raw>(pathOf(draft)).catch(unless(404));
	if (!left) return await sendDraft(api, draft);
	throw new AgentMailError(
		'AgentMail did not delete the draft, so it could still be sent.',
		409,
		undefined,
		undefined,
	);
}

/** The id of the copy, the same for every answer to the pause; `undefined` when there is nothing to copy. */
async function copyOf(api: Api, draft: DraftInPause): Promise<string | undefined> {
	const drafts = path`/inboxes/${draft.inboxId}/drafts`;
	const client_id = keyFor('kept', draft.sendKey);
	const original = await api.get<Draft.Raw>(pathOf(draft)).catch(unless(404));
	const body = original ? await bodyOf(api, draft, original) : {};
	const copy = await api.post<Draft.Raw>(drafts, { ...body, client_id });
	if (original || !isEmpty(copy)) return copy.draft_id;
	// Neither the draft nor a copy that another answer has made: this one is new, of nothing.
	await api.delete(path`${drafts}/${copy.draft_id}`).catch(unless(404));
	return undefined;
}

const isEmpty = ({ to, cc, bcc, subject, text, html, attachments }: Draft.Raw) =>
	[to, cc, bcc, subject, text, html, attachments].every((part) => !part || part.length === 0);

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
		const at = path`${pathOf(draft)}/attachments/${attachment_id}`;
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
