import * as sdk from 'agentmail/serialization';
import { requirePermission } from '../access/authenticate.mjs';
import { madeBefore } from '../access/clientId.mjs';
import { ApiError, invalid, notFound } from '../errors.mjs';
import { validate, validatePatch } from '../http/validate.mjs';
import { addressList } from '../mail/addresses.mjs';
import { filesOfRequest } from '../mail/attachments.mjs';
import { prefixed, replyAllRecipients, replyRecipients, threading } from '../mail/derive.mjs';
import { changeLabels } from '../mail/labels.mjs';
import { attachmentOf } from '../mail/mailbox.mjs';
import { previewOf } from '../mail/quotes.mjs';
import type { Attachment, Draft, FileContent } from '../records.mjs';
import type { Context } from '../routing/context.mjs';
import type { Store } from '../store.mjs';
import { namedDraft } from './draftAccess.mjs';
import { setSendAt } from './draftSending.mjs';
import { inboxOf, readableMessage } from './messageAccess.mjs';

const RECIPIENT_FIELDS = ['to', 'cc', 'bcc'] as const;
const ADDRESS_FIELDS = ['reply_to', ...RECIPIENT_FIELDS] as const;
const TEXT_FIELDS = ['subject', 'text', 'html'] as const;

type CreateDraft = ReturnType<typeof validate<sdk.CreateDraftRequest.Raw>>;

/** A plain, reply or forward draft; its kind is fixed from now on (SDK: CreateDraftRequest). */
export async function create(context: Context): Promise<Draft> {
	const { store } = context;
	const body = validate(sdk.CreateDraftRequest, context.body);
	const { inbox_id } = inboxOf(context);
	const derived = derivedOf(context, body);
	for (const field of ADDRESS_FIELDS) addressList(field, body[field]);
	const files = await filesOfRequest(body.attachments);
	// After the only wait: of two creates at the same time the second must find the first.
	const siblings = [...store.drafts.values()].filter((draft) => draft.inbox_id === inbox_id);
	const existing = madeBefore(siblings, body.client_id, () => true);
	if (existing) return existing;
	const now = store.now();
	const { attachments: _attachments, reply_all: _replyAll, send_at, ...written } = body;
	const draft: Draft = {
		inbox_id,
		draft_id: store.uuid(),
		...derived,
		...written,
		labels: body.labels ?? [],
		...(body.text !== undefined && { preview: previewOf(body.text) }),
		...(files.length > 0 && { attachments: addFiles(store, files) }),
		updated_at: now,
		created_at: now,
	};
	if (send_at !== undefined) setSendAt(context, draft, send_at);
	store.drafts.set(draft.draft_id, draft);
	return draft;
}

/** What a draft takes from the message it answers or forwards. */
function derivedOf(context: Context, body: CreateDraft): Partial<Draft> {
	const { in_reply_to, forward_of, reply_all } = body;
	if (in_reply_to !== undefined && forward_of !== undefined) {
		throw invalid(['forward_of'], 'Not allowed together with in_reply_to.');
	}
	if (reply_all && in_reply_to === undefined) {
		throw invalid(['reply_all'], 'Needs in_reply_to, the message to answer.');
	}
	const given = RECIPIENT_FIELDS.find((field) => body[field] !== undefined);
	if (reply_all && given) {
		throw invalid([given], 'Not allowed with reply_all, which addresses everyone.');
	}
	const source = in_reply_to ?? forward_of;
	if (source === undefined) return {};
	requirePermission(context.key, 'message_read');
	const original = readableMessage(context, source);
	const { references } = threading(original);
	if (forward_of !== undefined) return { subject: prefixed('Fwd', original.subject), references };
	const recipients = reply_all ? replyAllRecipients : replyRecipients;
	const { to, cc } = recipients(inboxOf(context), original);
	const subject = prefixed('Re', original.subject);
	return { to, ...(cc.length > 0 && { cc }), subject, references };
}

function addFiles(store: Store, files: FileContent[]): Attachment[] {
	return files.map((file) => {
		const attachment = attachmentOf(store, file);
		store.files.set(attachment.attachment_id, file.bytes);
		return attachment;
	});
}

/** Absent keeps, `null` clears, and so does `[]` for addresses (SDK: UpdateDraftRequest). */
export async function update(context: Context): Promise<Draft> {
	const { store } = context;
	const draft = namedDraft(context);
	const body = validatePatch(sdk.UpdateDraftRequest, context.body);
	for (const field of ADDRESS_FIELDS) addressList(field, body[field] ?? []);
	const files = await filesOfRequest(body.add_attachments ?? [], 'add_attachments');
	requireUnsent(draft);
	const kept = withoutAttachments(draft, body.remove_attachments ?? []);
	if (body.send_at !== undefined) setSendAt(context, draft, body.send_at);
	changeFields(draft, body);
	draft.attachments = [...kept, ...addFiles(store, files)];
	if (draft.attachments.length === 0) delete draft.attachments;
	draft.labels = changeLabels(draft.labels, body.add_labels ?? [], body.remove_labels ?? []);
	draft.updated_at = store.now();
	return draft;
}

function changeFields(draft: Draft, body: sdk.UpdateDraftRequest.Raw): void {
	for (const field of ADDRESS_FIELDS) {
		const addresses = body[field];
		if (addresses && addresses.length > 0) draft[field] = addresses;
		else if (addresses !== undefined) delete draft[field];
	}
	for (const field of TEXT_FIELDS) {
		const text = body[field];
		if (typeof text === 'string') draft[field] = text;
		else if (text === null) delete draft[field];
	}
	if (draft.text === undefined) delete draft.preview;
	else draft.preview = previewOf(draft.text);
}

/** @throws ApiError 404 for an attachment that the draft does not have */
function withoutAttachments({ attachments = [] }: Draft, removed: string[]): Attachment[] {
	for (const id of removed) {
		if (!attachments.some(({ attachment_id }) => attachment_id === id)) {
			throw notFound('Attachment', id);
		}
	}
	return attachments.filter(({ attachment_id }) => !removed.includes(attachment_id));
}

/** @throws ApiError 409 once the draft is being sent (SDK: drafts.update) */
function requireUnsent({ draft_id, send_status }: Draft): void {
	if (send_status !== 'sending') return;
	throw new ApiError('conflict', `The draft ${draft_id} is being sent.`, {
		fix: 'A draft cannot be edited any more once it is being sent; read the sent message instead.',
	});
}
