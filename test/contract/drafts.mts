import { ATTACHMENT, byId, DRAFT, INBOX, KEY, MESSAGE, type Case } from './case.mjs';
import { LABELLED } from './filters.mjs';
import { at } from './levels.mjs';
import { list } from './list.mjs';
import { CONTENT, COPIES, ITEM, SUBJECT, TEXT, TO } from './outgoing.mjs';

const SEND_AT = '2026-03-01T09:00:00.123Z';
const LABELS = { addLabels: ['reviewed', 'vip'], removeLabels: ['todo'] };

const draft = (operation: string, parameters: object = {}): Case['node'] => ({
	resource: 'draft',
	operation,
	...parameters,
});
const inboxId = byId(INBOX);
const draftId = byId(DRAFT);

const one: Case[] = [
	{
		method: 'inboxes.drafts.create',
		arguments: 'required',
		sdk: async (c) => await c.inboxes.drafts.create(INBOX, { clientId: KEY }),
		node: draft('create', { inboxId, options: { clientId: KEY } }),
	},
	{
		method: 'inboxes.drafts.create',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.drafts.create(INBOX, {
				to: TO.sdk,
				subject: SUBJECT,
				text: TEXT,
				...CONTENT.sdk,
				...COPIES.sdk,
				sendAt: new Date(SEND_AT),
				clientId: KEY,
			}),
		node: draft('create', {
			inboxId,
			to: TO.node,
			subject: SUBJECT,
			text: TEXT,
			options: { ...CONTENT.node, ...COPIES.node, sendAt: SEND_AT, clientId: KEY },
		}),
		items: [ITEM],
	},
	...[
		{ type: 'reply', sdk: { inReplyTo: MESSAGE, to: ['a@example.com'] } },
		{ type: 'replyAll', sdk: { inReplyTo: MESSAGE, replyAll: true } },
		{ type: 'forward', sdk: { forwardOf: MESSAGE, to: ['a@example.com'] } },
	].map(({ type, sdk }): Case => ({
		method: 'inboxes.drafts.create',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.drafts.create(INBOX, { ...sdk, clientId: KEY }),
		node: draft('create', {
			inboxId,
			draftType: type,
			messageId: byId(MESSAGE),
			to: 'a@example.com',
			options: { clientId: KEY },
		}),
	})),
	{
		method: 'inboxes.drafts.update',
		arguments: 'all',
		sdk: async (c) => {
			const { attachments, html, replyTo } = CONTENT.sdk;
			await c.inboxes.drafts.update(INBOX, DRAFT, {
				to: TO.sdk,
				subject: SUBJECT,
				text: TEXT,
				html,
				replyTo,
				...COPIES.sdk,
				sendAt: new Date(SEND_AT),
				addAttachments: attachments,
				removeAttachments: [ATTACHMENT],
				...LABELS,
			});
		},
		node: draft('update', {
			inboxId,
			draftId,
			updateFields: {
				to: TO.node,
				subject: SUBJECT,
				text: TEXT,
				html: CONTENT.node.html,
				replyTo: CONTENT.node.replyTo,
				...COPIES.node,
				sendAt: SEND_AT,
				addAttachments: CONTENT.node.attachments,
				removeAttachments: ATTACHMENT,
				...LABELS,
			},
		}),
		items: [ITEM],
	},
	{
		method: 'inboxes.drafts.update',
		arguments: 'all',
		sdk: async (c) =>
			await c.inboxes.drafts.update(INBOX, DRAFT, {
				to: null,
				cc: null,
				bcc: null,
				replyTo: null,
				subject: null,
				text: null,
				html: null,
				sendAt: null,
			}),
		node: draft('update', {
			inboxId,
			draftId,
			clearFields: ['to', 'cc', 'bcc', 'reply_to', 'subject', 'text', 'html', 'send_at'],
		}),
	},
	{
		method: 'inboxes.drafts.send',
		arguments: 'required',
		sdk: async (c) => await c.inboxes.drafts.send(INBOX, DRAFT, {}, { idempotencyKey: KEY }),
		node: draft('send', { inboxId, draftId, options: { idempotencyKey: KEY } }),
	},
	{
		method: 'inboxes.drafts.send',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.drafts.send(INBOX, DRAFT, LABELS, { idempotencyKey: KEY }),
		node: draft('send', { inboxId, draftId, options: { ...LABELS, idempotencyKey: KEY } }),
	},
	{
		method: 'inboxes.drafts.delete',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.drafts.delete(INBOX, DRAFT),
		node: draft('delete', { inboxId, draftId }),
	},
];

export const drafts: Case[] = [
	...one,
	...at(
		['organization', 'pod', 'inbox'],
		[
			{
				method: 'drafts.get',
				arguments: 'all',
				sdk: async (c) => await c.drafts.get(DRAFT),
				node: draft('get', { draftId }),
			},
			{
				method: 'drafts.getAttachment',
				arguments: 'all',
				sdk: async (c) => await c.drafts.getAttachment(DRAFT, ATTACHMENT),
				node: draft('downloadAttachment', { draftId, attachmentId: byId(ATTACHMENT) }),
			},
			...list({
				method: 'drafts.list',
				sdk: async (c, page) => await c.drafts.list(page),
				node: draft('getAll'),
				entries: 'drafts',
				filters: LABELLED,
			}),
		],
	),
];
