import { keyFor } from '../../nodes/AgentMail/transport/idempotency.js';
import { ATTACHMENT, byId, INBOX, KEY, MESSAGE, QUERY, SEVERAL, type Case } from './case.mjs';
import { MAIL, TIMES } from './filters.mjs';
import { list } from './list.mjs';
import { CONTENT, COPIES, ITEM, MARK, REPLYING, SENDING, SUBJECT, TEXT, TO } from './outgoing.mjs';

const inboxId = byId(INBOX);
const messageId = byId(MESSAGE);
const once = { idempotencyKey: KEY };
const LATER = '2027-01-01T09:00:00.000Z';
/** As stable as the key of a message that is sent at once, and never equal to it. */
const clientId = keyFor('scheduled', KEY);
const OPTIONS = { ...CONTENT.node, ...SENDING.node, ...once };

const message = (operation: string, parameters: object = {}): Case['node'] => ({
	resource: 'message',
	operation,
	...{ inboxId, messageId, ...parameters },
});

/** A message for later is a draft until AgentMail sends it. */
function scheduled(
	operation: string,
	draftOf: object,
	sdk: object = {},
	node: object = {},
): Case[] {
	const content = { text: TEXT, ...CONTENT.sdk, ...sdk, ...draftOf };
	return [
		{
			method: 'inboxes.drafts.create',
			arguments: 'all',
			sdk: async (c) =>
				await c.inboxes.drafts.create(INBOX, { ...content, sendAt: new Date(LATER), clientId }),
			node: message(operation, {
				text: TEXT,
				...node,
				options: { ...CONTENT.node, ...once, sendAt: LATER },
			}),
			items: [ITEM],
		},
	];
}

const outgoing: Case[] = [
	{
		method: 'inboxes.messages.send',
		arguments: 'required',
		sdk: async (c) =>
			await c.inboxes.messages.send(INBOX, { to: ['a@example.com'], text: TEXT }, once),
		node: message('send', { to: 'a@example.com', text: TEXT, options: once }),
	},
	{
		method: 'inboxes.messages.send',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.send(
				INBOX,
				{ to: ['a@example.com'], text: TEXT, html: `<p>${TEXT}</p>` },
				once,
			),
		node: message('send', {
			to: 'a@example.com',
			emailFormat: 'html',
			html: `<p>${TEXT}</p>`,
			options: once,
		}),
	},
	{
		method: 'inboxes.messages.send',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.send(
				INBOX,
				{
					to: TO.sdk,
					subject: SUBJECT,
					text: TEXT,
					...CONTENT.sdk,
					...COPIES.sdk,
					...SENDING.sdk,
				},
				once,
			),
		node: message('send', {
			to: TO.node,
			subject: SUBJECT,
			text: TEXT,
			options: { ...OPTIONS, ...COPIES.node },
		}),
		items: [ITEM],
	},
	...scheduled('send', {}, { to: TO.sdk, subject: SUBJECT }, { to: TO.node, subject: SUBJECT }),
	...scheduled('reply', { inReplyTo: MESSAGE }),
	...scheduled('replyAll', { inReplyTo: MESSAGE, replyAll: true }),
	...scheduled('forward', { forwardOf: MESSAGE }, { to: TO.sdk }, { to: TO.node }),
	{
		method: 'inboxes.messages.reply',
		arguments: 'required',
		sdk: async (c) =>
			await c.inboxes.messages.reply(INBOX, MESSAGE, { text: TEXT, headers: MARK }, once),
		node: message('reply', { text: TEXT, options: once }),
	},
	{
		method: 'inboxes.messages.reply',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.reply(
				INBOX,
				MESSAGE,
				{ to: TO.sdk, text: TEXT, ...CONTENT.sdk, ...COPIES.sdk, ...REPLYING },
				once,
			),
		node: message('reply', {
			text: TEXT,
			options: { to: TO.node, ...OPTIONS, ...COPIES.node },
		}),
		items: [ITEM],
	},
	{
		method: 'inboxes.messages.replyAll',
		arguments: 'required',
		sdk: async (c) =>
			await c.inboxes.messages.replyAll(INBOX, MESSAGE, { text: TEXT, headers: MARK }, once),
		node: message('replyAll', { text: TEXT, options: once }),
	},
	{
		method: 'inboxes.messages.replyAll',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.replyAll(
				INBOX,
				MESSAGE,
				{ text: TEXT, ...CONTENT.sdk, ...REPLYING },
				once,
			),
		node: message('replyAll', { text: TEXT, options: OPTIONS }),
		items: [ITEM],
	},
	{
		method: 'inboxes.messages.forward',
		arguments: 'required',
		sdk: async (c) =>
			await c.inboxes.messages.forward(INBOX, MESSAGE, { to: ['a@example.com'] }, once),
		node: message('forward', { to: 'a@example.com', options: once }),
	},
	{
		method: 'inboxes.messages.forward',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.forward(
				INBOX,
				MESSAGE,
				{
					to: TO.sdk,
					subject: SUBJECT,
					text: TEXT,
					...CONTENT.sdk,
					...COPIES.sdk,
					...SENDING.sdk,
				},
				once,
			),
		node: message('forward', {
			to: TO.node,
			text: TEXT,
			options: { subject: SUBJECT, ...OPTIONS, ...COPIES.node },
		}),
		items: [ITEM],
	},
];

/** What the operations named after a label change are in labels. (AgentMail docs: labels) */
const relabelled = Object.entries({
	markAsRead: { addLabels: ['read'], removeLabels: ['unread'] },
	markAsUnread: { addLabels: ['unread'], removeLabels: ['read'] },
	moveToTrash: { addLabels: ['trash'] },
	restore: { removeLabels: ['trash'] },
}).flatMap(([operation, change]): Case[] => [
	{
		method: 'inboxes.messages.update',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.update(INBOX, MESSAGE, change),
		node: message(operation),
	},
	{
		method: 'inboxes.messages.batchUpdate',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.batchUpdate(INBOX, { ...SEVERAL.sdk, ...change }),
		node: message(operation, SEVERAL.node),
		items: SEVERAL.items,
		answers: [{ updates: SEVERAL.answered }],
	},
]);

export const messages: Case[] = [
	...outgoing,
	...relabelled,
	...list({
		method: 'inboxes.messages.list',
		sdk: async (c, page) => await c.inboxes.messages.list(INBOX, page),
		node: message('getAll'),
		entries: 'messages',
		filters: {
			sdk: { ...MAIL.sdk, from: ['jane'], to: ['support', 'sales'] },
			node: { ...MAIL.node, from: 'jane', to: '["support","sales"]' },
		},
	}),
	...list({
		method: 'inboxes.messages.search',
		sdk: async (c, page) => await c.inboxes.messages.search(INBOX, { q: QUERY, ...page }),
		node: message('search', { query: QUERY }),
		entries: 'messages',
		filters: TIMES,
	}),
	{
		method: 'inboxes.messages.list',
		arguments: 'all',
		// Before the first message there is none to read, so the second request needs an answer to the first.
		answers: [{ messages: [{ message_id: MESSAGE, subject: 'Your code' }] }],
		sdk: async (c) => {
			await c.inboxes.messages.list(INBOX, {
				limit: 100,
				labels: ['received'],
				after: new Date(Date.now() - 30_000),
			});
			await c.inboxes.messages.get(INBOX, MESSAGE);
		},
		node: message('waitFor', { filters: { subject: 'code' }, options: { lookBack: 30 } }),
	},
	{
		method: 'inboxes.messages.get',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.get(INBOX, MESSAGE),
		node: message('get'),
	},
	{
		method: 'inboxes.messages.batchGet',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.batchGet(INBOX, SEVERAL.sdk),
		node: message('get', { ...SEVERAL.node, metadataOnly: true }),
		items: SEVERAL.items,
		answers: [{ messages: SEVERAL.answered }],
	},
	{
		method: 'inboxes.messages.getAttachment',
		arguments: 'all',
		answers: [{ attachments: [{ attachment_id: ATTACHMENT }] }],
		sdk: async (c) => {
			await c.inboxes.messages.get(INBOX, MESSAGE);
			await c.inboxes.messages.getAttachment(INBOX, MESSAGE, ATTACHMENT);
		},
		node: message('get', { options: { downloadAttachments: true } }),
	},
	{
		method: 'inboxes.messages.getAttachment',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.getAttachment(INBOX, MESSAGE, ATTACHMENT),
		node: message('downloadAttachment', { attachmentId: byId(ATTACHMENT) }),
	},
	{
		method: 'inboxes.messages.getAttachment',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.getAttachment(INBOX, MESSAGE, ATTACHMENT),
		node: message('getAttachmentText', { attachmentId: byId(ATTACHMENT) }),
	},
	{
		method: 'inboxes.messages.getAttachment',
		arguments: 'all',
		answers: [{ attachments: [{ attachment_id: ATTACHMENT }] }],
		sdk: async (c) => {
			await c.inboxes.messages.get(INBOX, MESSAGE);
			await c.inboxes.messages.getAttachment(INBOX, MESSAGE, ATTACHMENT);
		},
		node: message('get', { options: { includeAttachmentText: true } }),
	},
	{
		method: 'inboxes.messages.getRaw',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.getRaw(INBOX, MESSAGE),
		node: message('downloadRaw'),
	},
	{
		method: 'inboxes.messages.delete',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.delete(INBOX, MESSAGE),
		node: message('delete'),
	},
];
