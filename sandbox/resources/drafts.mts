import { isReadable } from '../access/hiddenLabels.mjs';
import { notFound } from '../errors.mjs';
import { hasLabels, isInTime } from '../mail/filters.mjs';
import type { DraftItem, Draft } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page } from '../routing/paging.mjs';
import { namedDraft } from './draftAccess.mjs';
import { create, update } from './draftEditing.mjs';
import { send } from './draftSending.mjs';
import { removeDraft } from './removal.mjs';

export const drafts: Resource = {
	name: 'drafts',
	levels: ['organization', 'pod', 'inbox'],
	routes: [
		{ sdk: 'list', method: 'GET', path: '/drafts', permission: 'draft_read', answer: list },
		{
			sdk: 'get',
			method: 'GET',
			path: '/drafts/:draft_id',
			permission: 'draft_read',
			answer: namedDraft,
		},
		{
			sdk: 'getAttachment',
			method: 'GET',
			path: '/drafts/:draft_id/attachments/:attachment_id',
			permission: 'draft_read',
			answer: getAttachment,
		},
		{
			sdk: 'create',
			method: 'POST',
			path: '/drafts',
			levels: ['inbox'],
			permission: 'draft_create',
			answer: create,
		},
		{
			sdk: 'update',
			method: 'PATCH',
			path: '/drafts/:draft_id',
			levels: ['inbox'],
			permission: 'draft_update',
			answer: update,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: '/drafts/:draft_id',
			levels: ['inbox'],
			permission: 'draft_delete',
			answer: remove,
		},
		{
			sdk: 'send',
			method: 'POST',
			path: '/drafts/:draft_id/send',
			levels: ['inbox'],
			permission: 'draft_send',
			idempotent: true,
			answer: send,
		},
	],
};

/** Lists leave out the bodies and more (SDK: DraftItem). */
function itemOf(draft: Draft): DraftItem {
	const { text, html, reply_to, client_id, references, created_at, ...item } = draft;
	return item;
}

function list(context: Context) {
	const { store, scope, key, query } = context;
	const [labelled, inTime] = [hasLabels(query), isInTime(query)];
	const items = [...store.drafts.values()].filter(
		(draft) =>
			store.isWithin(draft, scope) &&
			isReadable(key, draft) &&
			labelled(draft.labels) &&
			inTime(draft.updated_at),
	);
	return page(context, {
		name: 'drafts',
		items,
		id: ({ draft_id }) => draft_id,
		time: ({ updated_at }) => updated_at,
		present: itemOf,
	});
}

function getAttachment(context: Context) {
	const attachment_id = parameter(context, 'attachment_id');
	const attachment = namedDraft(context).attachments?.find(
		(candidate) => candidate.attachment_id === attachment_id,
	);
	if (!attachment) throw notFound('Attachment', attachment_id);
	return {
		...attachment,
		...context.downloads.attachment(attachment, context.settings.attachmentTextMs),
	};
}

function remove(context: Context): undefined {
	removeDraft(context.store, namedDraft(context));
}
