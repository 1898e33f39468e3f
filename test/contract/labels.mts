import { byId, DRAFT, INBOX, MESSAGE, SEVERAL, THREAD, type Case } from './case.mjs';
import { at } from './levels.mjs';

/** The three operations on labels, in the words of both. */
const CHANGES = [
	{ operation: 'add', sdk: { addLabels: ['answered', 'vip'] }, node: { labels: 'answered, vip' } },
	{ operation: 'remove', sdk: { removeLabels: ['unread'] }, node: { labels: 'unread' } },
	{
		operation: 'update',
		sdk: { addLabels: ['answered', 'vip'], removeLabels: ['unread', 'todo'] },
		node: { addLabels: 'answered\nvip', removeLabels: '["unread","todo"]' },
	},
];

const label = (operation: string, parameters: object): Case['node'] => ({
	resource: 'label',
	operation,
	...parameters,
});
const inboxId = byId(INBOX);

export const labels: Case[] = CHANGES.flatMap(({ operation, sdk, node }): Case[] => [
	{
		method: 'inboxes.messages.update',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.update(INBOX, MESSAGE, sdk),
		node: label(operation, { inboxId, messageId: byId(MESSAGE), ...node }),
	},
	{
		method: 'inboxes.messages.batchUpdate',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.messages.batchUpdate(INBOX, { ...SEVERAL.sdk, ...sdk }),
		node: label(operation, { inboxId, ...SEVERAL.node, ...node }),
		items: SEVERAL.items,
		answers: [{ updates: SEVERAL.answered }],
	},
	{
		method: 'inboxes.drafts.update',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.drafts.update(INBOX, DRAFT, sdk),
		node: label(operation, { target: 'draft', inboxId, draftId: byId(DRAFT), ...node }),
	},
	...at(
		['organization', 'pod', 'inbox'],
		[
			{
				method: 'threads.update',
				arguments: 'all',
				sdk: async (c) => await c.threads.update(THREAD, sdk),
				node: label(operation, { target: 'thread', threadId: byId(THREAD), ...node }),
			},
		],
	),
]);
