import { ATTACHMENT, byId, INBOX, KEY, MESSAGE, type Case } from './case.mjs';

const inboxId = byId(INBOX);
const messageId = byId(MESSAGE);
const PDF = Buffer.from('%PDF-1.7');

/** The same message, once in the SDK's words and once in the node's. */
const SDK_MESSAGE = {
	text: 'Hello',
	html: '<p>Hello</p>',
	cc: ['c@example.com', 'Dee "D" <d@example.com>'],
	bcc: ['e@example.com'],
	replyTo: ['answers@example.com'],
	labels: ['outreach', 'vip'],
	headers: { 'X-Ticket-ID': '1042' },
	trackOpens: true,
	attachments: [
		{
			filename: 'invoice.pdf',
			contentType: 'application/pdf',
			contentDisposition: 'inline' as const,
			contentId: 'invoice',
			content: PDF.toString('base64'),
		},
		{ filename: 'terms.txt', contentType: 'text/plain', url: 'https://example.com/terms' },
	],
};
const NODE_OPTIONS = {
	html: '<p>Hello</p>',
	cc: 'c@example.com, Dee "D" <d@example.com>',
	bcc: ['e@example.com'],
	replyTo: 'answers@example.com',
	labels: 'outreach\nvip',
	headers: { pair: [{ name: 'X-Ticket-ID', value: '1042' }] },
	trackOpens: true,
	idempotencyKey: KEY,
	attachments: {
		attachment: [
			{ source: 'binary', property: 'invoice', inline: true, contentId: 'invoice' },
			{
				source: 'url',
				url: 'https://example.com/terms',
				filename: 'terms.txt',
				contentType: 'text/plain',
			},
		],
	},
};
const ITEM = {
	json: {},
	binary: {
		invoice: { data: PDF.toString('base64'), mimeType: 'application/pdf', fileName: 'invoice.pdf' },
	},
};

export const messages: Case[] = [
	{
		method: 'inboxes.messages.send',
		arguments: 'required',
		sdk: async (c) =>
			await c.inboxes.messages.send(INBOX, { to: ['a@example.com'] }, { idempotencyKey: KEY }),
		node: {
			resource: 'message',
			operation: 'send',
			inboxId,
			to: 'a@example.com',
			options: { idempotencyKey: KEY },
		},
	},
	{
		method: 'inboxes.messages.send',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.send(
				INBOX,
				{
					to: ['a@example.com', '"victim@a.io, x" <b@example.com>'],
					subject: 'Grüße 👋',
					...SDK_MESSAGE,
				},
				{ idempotencyKey: KEY },
			),
		node: {
			resource: 'message',
			operation: 'send',
			inboxId,
			to: 'a@example.com, "victim@a.io, x" <b@example.com>',
			subject: 'Grüße 👋',
			text: 'Hello',
			options: NODE_OPTIONS,
		},
		item: ITEM,
	},
	{
		method: 'inboxes.messages.reply',
		arguments: 'required',
		sdk: async (c) => await c.inboxes.messages.reply(INBOX, MESSAGE, {}, { idempotencyKey: KEY }),
		node: {
			resource: 'message',
			operation: 'reply',
			inboxId,
			messageId,
			options: { idempotencyKey: KEY },
		},
	},
	{
		method: 'inboxes.messages.reply',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.reply(
				INBOX,
				MESSAGE,
				{ to: ['other@example.com'], ...SDK_MESSAGE },
				{ idempotencyKey: KEY },
			),
		node: {
			resource: 'message',
			operation: 'reply',
			inboxId,
			messageId,
			text: 'Hello',
			options: { ...NODE_OPTIONS, to: 'other@example.com' },
		},
		item: ITEM,
	},
	{
		method: 'inboxes.messages.get',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.get(INBOX, MESSAGE),
		node: { resource: 'message', operation: 'get', inboxId, messageId },
	},
	{
		method: 'inboxes.messages.list',
		arguments: 'required',
		sdk: async (c) => await c.inboxes.messages.list(INBOX, { limit: 50 }),
		node: { resource: 'message', operation: 'getAll', inboxId },
	},
	{
		method: 'inboxes.messages.list',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.list(INBOX, {
				limit: 25,
				labels: ['unread', 'vip & co'],
				before: new Date('2026-02-01T00:00:00Z'),
				after: new Date('2026-01-01T00:00:00Z'),
				ascending: true,
				includeSpam: true,
				includeBlocked: true,
				includeUnauthenticated: true,
				includeTrash: true,
				from: ['jane'],
				to: ['support', 'sales'],
				subject: ['invoice'],
			}),
		node: {
			resource: 'message',
			operation: 'getAll',
			inboxId,
			limit: 25,
			filters: {
				labels: 'unread, vip & co',
				before: '2026-02-01T00:00:00Z',
				after: '2026-01-01T00:00:00Z',
				ascending: true,
				includeSpam: true,
				includeBlocked: true,
				includeUnauthenticated: true,
				includeTrash: true,
				from: 'jane',
				to: '["support","sales"]',
				subject: 'invoice',
			},
		},
	},
	{
		method: 'inboxes.messages.getAttachment',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.getAttachment(INBOX, MESSAGE, ATTACHMENT),
		node: {
			resource: 'message',
			operation: 'downloadAttachment',
			inboxId,
			messageId,
			attachmentId: byId(ATTACHMENT),
		},
	},
	{
		method: 'inboxes.messages.update',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.messages.update(INBOX, MESSAGE, { addLabels: ['answered', 'vip'] }),
		node: { resource: 'label', operation: 'add', inboxId, messageId, labels: 'answered, vip' },
	},
	{
		method: 'inboxes.messages.update',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.update(INBOX, MESSAGE, { removeLabels: ['unread'] }),
		node: { resource: 'label', operation: 'remove', inboxId, messageId, labels: 'unread' },
	},
];
