import * as sdk from 'agentmail/serialization';
import { isReadable } from '../access/hiddenLabels.mjs';
import { ApiError, invalid, notFound } from '../errors.mjs';
import { validate } from '../http/validate.mjs';
import {
	containsAll,
	hasLabels,
	isIndexed,
	isInTime,
	isListed,
	usesSearch,
} from '../mail/filters.mjs';
import { isSearchable, SYSTEM_LABELS } from '../mail/labels.mjs';
import { relabel, removeMessage } from '../mail/mailbox.mjs';
import { highlight, searchText, type Highlights } from '../mail/search.mjs';
import type { Message, ThreadItem } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page, SEARCH_CAP } from '../routing/paging.mjs';
import { compareTimes } from '../store.mjs';

/** A thread this long cannot be relabelled (SDK: threads.update). */
const MAX_RELABELLED = 100;

/** Threads have no permissions of their own: those of messages count (SDK: ApiKeyPermissions). */
export const threads: Resource = {
	name: 'threads',
	levels: ['organization', 'pod', 'inbox'],
	routes: [
		{ sdk: 'list', method: 'GET', path: '/threads', permission: 'message_read', answer: list },
		{
			sdk: 'search',
			method: 'GET',
			path: '/threads/search',
			permission: 'message_read',
			answer: search,
		},
		{
			sdk: 'get',
			method: 'GET',
			path: '/threads/:thread_id',
			permission: 'message_read',
			answer: get,
		},
		{
			sdk: 'getAttachment',
			method: 'GET',
			path: '/threads/:thread_id/attachments/:attachment_id',
			permission: 'message_read',
			answer: getAttachment,
		},
		{
			sdk: 'update',
			method: 'PATCH',
			path: '/threads/:thread_id',
			permission: 'message_update',
			answer: update,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: '/threads/:thread_id',
			permission: 'message_delete',
			answer: remove,
		},
	],
};

function reachable({ store, scope, key }: Context): ThreadItem[] {
	const all = [...store.threads.values()];
	return all.filter((thread) => store.isWithin(thread, scope) && isReadable(key, thread));
}

function named(context: Context): ThreadItem {
	const thread_id = parameter(context, 'thread_id');
	const thread = context.store.threads.get(thread_id);
	const isReachable =
		thread && context.store.isWithin(thread, context.scope) && isReadable(context.key, thread);
	if (!isReachable) throw notFound('Thread', thread_id);
	return thread;
}

function list(context: Context) {
	const { query } = context;
	const [listed, labelled, inTime] = [isListed(query), hasLabels(query), isInTime(query)];
	const indexed = isIndexed(context);
	const senders = containsAll(query, 'senders');
	const recipients = containsAll(query, 'recipients');
	const subject = containsAll(query, 'subject');
	const items = reachable(context).filter(
		(thread) =>
			listed(thread.labels) &&
			labelled(thread.labels) &&
			inTime(thread.timestamp) &&
			indexed(thread.updated_at) &&
			senders(thread.senders) &&
			recipients(thread.recipients) &&
			subject([thread.subject ?? '']),
	);
	return page(context, {
		name: 'threads',
		items,
		id: ({ thread_id }) => thread_id,
		time: ({ timestamp }) => timestamp,
		...(usesSearch(query, ['senders', 'recipients', 'subject']) && { cap: SEARCH_CAP }),
	});
}

/** Ranked by the number of messages that match, then newest first. */
function search(context: Context) {
	const q = searchText(context.query);
	const inTime = isInTime(context.query);
	const hits = reachable(context)
		.filter((thread) => isSearchable(thread) && inTime(thread.timestamp))
		.map((thread) => ({ thread, found: matches(context, thread, q) }))
		.filter(({ found }) => found.length > 0)
		.sort((a, b) => compareTimes(b.thread.timestamp, a.thread.timestamp))
		.sort((a, b) => b.found.length - a.found.length);
	return page(context, {
		name: 'threads',
		items: hits,
		id: ({ thread }) => thread.thread_id,
		present: ({ thread, found }) => ({ ...thread, highlights: merged(found) }),
		cap: SEARCH_CAP,
	});
}

function matches(context: Context, thread: ThreadItem, q: string): Highlights[] {
	return readableMessages(context, thread)
		.filter(isSearchable)
		.map((message) => highlight(message, q))
		.filter((highlights) => Object.keys(highlights).length > 0);
}

function merged(found: Highlights[]): Highlights {
	const result: Highlights = {};
	for (const highlights of found) {
		for (const [field, fragments] of Object.entries(highlights)) {
			const name = field as keyof Highlights;
			result[name] = [...new Set([...(result[name] ?? []), ...fragments])];
		}
	}
	return result;
}

function readableMessages({ store, key }: Context, thread: ThreadItem): Message[] {
	return store.messagesOf(thread).filter((message) => isReadable(key, message));
}

/** Pages from the newest messages to older ones, each page in ascending order (SDK: Thread). */
function get(context: Context) {
	const thread = named(context);
	const { messages, ...rest } = page<Message>(context, {
		name: 'messages',
		items: readableMessages(context, thread).reverse(),
		id: ({ message_id }) => message_id,
		cap: SEARCH_CAP,
	}) as { messages: Message[] };
	return { ...thread, ...rest, messages: messages.reverse() };
}

function getAttachment(context: Context) {
	const attachment_id = parameter(context, 'attachment_id');
	const attachment = readableMessages(context, named(context))
		.flatMap(({ attachments }) => attachments ?? [])
		.find((candidate) => candidate.attachment_id === attachment_id);
	if (!attachment) throw notFound('Attachment', attachment_id);
	return {
		...attachment,
		...context.downloads.attachment(attachment, context.settings.attachmentTextMs),
	};
}

/** Labels of all messages of the thread; removing wins over adding (SDK: UpdateThreadRequest). */
function update(context: Context) {
	const thread = named(context);
	const body = validate(sdk.UpdateThreadRequest, context.body);
	const { add_labels = [], remove_labels = [] } = body;
	for (const [field, labels] of Object.entries({ add_labels, remove_labels })) {
		const system = labels.find((label) => SYSTEM_LABELS.includes(label));
		if (system) throw invalid([field], `${system} is a system label, which only AgentMail sets.`);
	}
	if (add_labels.length + remove_labels.length === 0) {
		throw invalid([], 'Expected at least one of add_labels and remove_labels.');
	}
	if (thread.message_count >= MAX_RELABELLED) {
		throw new ApiError('unprocessable', `The thread has ${MAX_RELABELLED} messages or more.`, {
			fix: 'Change the labels of its messages with POST /v0/inboxes/{inbox_id}/messages/batch-update.',
		});
	}
	for (const message of readableMessages(context, thread))
		relabel(context.store, message, add_labels, remove_labels);
	const { thread_id } = thread;
	return { thread_id, labels: context.store.threads.get(thread_id)?.labels ?? [] };
}

/** Deletes for good what the key sees of the thread. */
function remove(context: Context): undefined {
	for (const message of readableMessages(context, named(context)))
		removeMessage(context.store, message);
}
