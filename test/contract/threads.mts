import { keyFor } from '../../nodes/AgentMail/transport/idempotency.js';
import { ATTACHMENT, byId, INBOX, KEY, MESSAGE, QUERY, THREAD, type Case } from './case.mjs';
import { MAIL, TIMES } from './filters.mjs';
import { at } from './levels.mjs';
import { list, TOKEN } from './list.mjs';
import { CONTENT, COPIES, ITEM, REPLYING, SENDING, TEXT, TO } from './outgoing.mjs';

const LATER = '2027-01-01T09:00:00.000Z';

const thread = (operation: string, parameters: object = {}): Case['node'] => ({
	resource: 'thread',
	operation,
	...{ threadId: byId(THREAD), ...parameters },
});

export const threads: Case[] = at(
	['organization', 'pod', 'inbox'],
	[
		{
			method: 'threads.get',
			arguments: 'required',
			sdk: async (c) => await c.threads.get(THREAD),
			node: thread('get'),
		},
		{
			method: 'threads.get',
			arguments: 'all pages',
			answers: [{ messages: [], next_page_token: TOKEN }],
			sdk: async (c) => {
				await c.threads.get(THREAD);
				await c.threads.get(THREAD, { limit: 100, pageToken: TOKEN });
			},
			node: thread('get', { options: { allMessages: true } }),
		},
		...list({
			method: 'threads.list',
			sdk: async (c, page) => await c.threads.list(page),
			node: thread('getAll'),
			entries: 'threads',
			filters: {
				sdk: { ...MAIL.sdk, senders: ['a@example.com', 'Ann'], recipients: ['agent'] },
				node: { ...MAIL.node, senders: 'a@example.com, Ann', recipients: 'agent' },
			},
		}),
		...list({
			method: 'threads.search',
			sdk: async (c, page) => await c.threads.search({ q: QUERY, ...page }),
			node: thread('search', { query: QUERY }),
			entries: 'threads',
			filters: TIMES,
		}),
		{
			method: 'threads.getAttachment',
			arguments: 'all',
			sdk: async (c) => await c.threads.getAttachment(THREAD, ATTACHMENT),
			node: thread('downloadAttachment', { attachmentId: byId(ATTACHMENT) }),
		},
		{
			method: 'threads.getAttachment',
			arguments: 'all',
			answers: [{ messages: [{ attachments: [{ attachment_id: ATTACHMENT }] }] }],
			sdk: async (c) => {
				await c.threads.get(THREAD);
				await c.threads.getAttachment(THREAD, ATTACHMENT);
			},
			node: thread('get', { options: { includeAttachmentText: true } }),
		},
		{
			method: 'threads.update',
			arguments: 'all',
			sdk: async (c) => await c.threads.update(THREAD, { addLabels: ['trash'] }),
			node: thread('moveToTrash'),
		},
		{
			method: 'threads.update',
			arguments: 'all',
			sdk: async (c) => await c.threads.update(THREAD, { removeLabels: ['trash'] }),
			node: thread('restore'),
		},
		{
			method: 'threads.delete',
			arguments: 'all',
			sdk: async (c) => await c.threads.delete(THREAD),
			node: thread('delete'),
		},
	],
);

/** A reply to a thread reads its newest message at any level, then answers that one in its inbox. */
const newest = at(
	['organization', 'pod', 'inbox'],
	[
		{
			method: 'threads.get',
			arguments: 'all',
			answers: [{ inbox_id: INBOX, last_message_id: MESSAGE }],
			sdk: async (c) => await c.threads.get(THREAD, { limit: 1 }),
			node: thread('reply', {
				text: TEXT,
				options: {
					to: TO.node,
					idempotencyKey: KEY,
					...CONTENT.node,
					...COPIES.node,
					...SENDING.node,
				},
			}),
			items: [ITEM],
		},
	],
);
const scheduled = newest.map((each): Case => ({
	...each,
	sdk: async (c) => {
		await each.sdk(c);
		const content = { to: TO.sdk, text: TEXT, ...CONTENT.sdk, ...COPIES.sdk };
		await c.inboxes.drafts.create(INBOX, {
			...content,
			inReplyTo: MESSAGE,
			sendAt: new Date(LATER),
			clientId: keyFor('scheduled', KEY),
		});
	},
	node: {
		...each.node,
		...{
			options: {
				...{ to: TO.node, idempotencyKey: KEY, sendAt: LATER },
				...CONTENT.node,
				...COPIES.node,
			},
		},
	},
}));
const atOnce = newest.map((each): Case => ({
	...each,
	sdk: async (c) => {
		await each.sdk(c);
		await c.inboxes.messages.reply(
			INBOX,
			MESSAGE,
			{ to: TO.sdk, text: TEXT, ...CONTENT.sdk, ...COPIES.sdk, ...REPLYING },
			{ idempotencyKey: KEY },
		);
	},
}));

export const threadReplies = [...atOnce, ...scheduled];
