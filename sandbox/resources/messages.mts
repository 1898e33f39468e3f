import { isReadable } from '../access/hiddenLabels.mjs';
import { notFound } from '../errors.mjs';
import {
	containsAll,
	hasLabels,
	isIndexed,
	isInTime,
	isListed,
	usesSearch,
} from '../mail/filters.mjs';
import { isSearchable } from '../mail/labels.mjs';
import { recipientsOf, removeMessage } from '../mail/mailbox.mjs';
import { highlight, searchText } from '../mail/search.mjs';
import type { Message } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page, SEARCH_CAP } from '../routing/paging.mjs';
import { messageKey } from '../store.mjs';
import { itemOf, namedMessage } from './messageAccess.mjs';
import { batchGet, batchUpdate, update } from './messageLabels.mjs';
import { forward, reply, replyAll, send } from './messageSending.mjs';

export const messages: Resource = {
	name: 'messages',
	levels: ['inbox'],
	routes: [
		{ sdk: 'list', method: 'GET', path: '/messages', permission: 'message_read', answer: list },
		{
			sdk: 'search',
			method: 'GET',
			path: '/messages/search',
			permission: 'message_read',
			answer: search,
		},
		{
			sdk: 'get',
			method: 'GET',
			path: '/messages/:message_id',
			permission: 'message_read',
			answer: namedMessage,
		},
		{
			sdk: 'batchGet',
			method: 'POST',
			path: '/messages/batch-get',
			permission: 'message_read',
			answer: batchGet,
		},
		{
			sdk: 'batchUpdate',
			method: 'POST',
			path: '/messages/batch-update',
			permission: 'message_update',
			answer: batchUpdate,
		},
		{
			sdk: 'getAttachment',
			method: 'GET',
			path: '/messages/:message_id/attachments/:attachment_id',
			permission: 'message_read',
			answer: getAttachment,
		},
		{
			sdk: 'getRaw',
			method: 'GET',
			path: '/messages/:message_id/raw',
			permission: 'message_read',
			answer: getRaw,
		},
		{
			sdk: 'update',
			method: 'PATCH',
			path: '/messages/:message_id',
			permission: 'message_update',
			answer: update,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: '/messages/:message_id',
			permission: 'message_delete',
			answer: remove,
		},
		{
			sdk: 'send',
			method: 'POST',
			path: '/messages/send',
			permission: 'message_send',
			idempotent: true,
			answer: send,
		},
		{
			sdk: 'reply',
			method: 'POST',
			path: '/messages/:message_id/reply',
			permission: 'message_send',
			idempotent: true,
			answer: reply,
		},
		{
			sdk: 'replyAll',
			method: 'POST',
			path: '/messages/:message_id/reply-all',
			permission: 'message_send',
			idempotent: true,
			answer: replyAll,
		},
		{
			sdk: 'forward',
			method: 'POST',
			path: '/messages/:message_id/forward',
			permission: 'message_send',
			idempotent: true,
			answer: forward,
		},
	],
};

function readable({ store, scope, key }: Context): Message[] {
	return store.messagesIn(scope.inbox_id ?? '').filter((message) => isReadable(key, message));
}

function list(context: Context) {
	const { query } = context;
	const [listed, labelled, inTime] = [isListed(query), hasLabels(query), isInTime(query)];
	const indexed = isIndexed(context);
	const from = containsAll(query, 'from');
	const to = containsAll(query, 'to');
	const subject = containsAll(query, 'subject');
	const items = readable(context).filter(
		(message) =>
			listed(message.labels) &&
			labelled(message.labels) &&
			inTime(message.timestamp) &&
			indexed(message.created_at) &&
			from([message.from]) &&
			to(recipientsOf(message)) &&
			subject([message.subject ?? '']),
	);
	return page(context, {
		name: 'messages',
		items,
		id: ({ message_id }) => message_id,
		time: ({ timestamp }) => timestamp,
		present: itemOf,
		...(usesSearch(query, ['from', 'to', 'subject']) && { cap: SEARCH_CAP }),
	});
}

/** Ranked by the number of fields that match, then newest first. */
function search(context: Context) {
	const q = searchText(context.query);
	const inTime = isInTime(context.query);
	const hits = readable(context)
		.filter((message) => isSearchable(message) && inTime(message.timestamp))
		.map((message) => ({ message, highlights: highlight(message, q) }))
		.filter(({ highlights }) => Object.keys(highlights).length > 0)
		.reverse()
		.sort((a, b) => Object.keys(b.highlights).length - Object.keys(a.highlights).length);
	return page(context, {
		name: 'messages',
		items: hits,
		id: ({ message }) => message.message_id,
		present: ({ message, highlights }) => ({ ...itemOf(message), highlights }),
		cap: SEARCH_CAP,
	});
}

function getAttachment(context: Context) {
	const attachment_id = parameter(context, 'attachment_id');
	const attachment = namedMessage(context).attachments?.find(
		(candidate) => candidate.attachment_id === attachment_id,
	);
	if (!attachment) throw notFound('Attachment', attachment_id);
	return {
		...attachment,
		...context.downloads.attachment(attachment, context.settings.attachmentTextMs),
	};
}

function getRaw(context: Context) {
	const { inbox_id, message_id, size } = namedMessage(context);
	return { message_id, size, ...context.downloads.raw(messageKey(inbox_id, message_id)) };
}

function remove(context: Context): undefined {
	removeMessage(context.store, namedMessage(context));
}
