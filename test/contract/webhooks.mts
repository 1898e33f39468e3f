import type { AgentMail } from 'agentmail';

import { byId, INBOX, KEY, POD, rows, type Case } from './case.mjs';
import { OLDEST_FIRST } from './filters.mjs';
import { at } from './levels.mjs';
import { list } from './list.mjs';

const WEBHOOK = 'ep_2abcDEF';
const URL = 'https://n8n.example.com/webhook/x?y=1';
const HEADERS = { 'X-Env': 'prod', Authorization: 'Bearer t' };
const EVENTS: AgentMail.EventType[] = [
	'message.received',
	'message.received.spam',
	'message.received.blocked',
	'message.received.unauthenticated',
	'message.sent',
	'message.delivered',
	'message.bounced',
	'message.complained',
	'message.rejected',
	'message.opened',
	'domain.verified',
];
/** The last one typed in by hand, as an event that the list does not have yet. */
const CHOSEN = { events: EVENTS.slice(0, -1), otherEvents: EVENTS.at(-1)! };

const webhook = (operation: string, parameters: object = {}): Case['node'] => ({
	resource: 'webhook',
	operation,
	...parameters,
});
const webhookId = byId(WEBHOOK);

/** What narrows a webhook further: nothing at an inbox, inboxes at a pod, pods too at the organization. */
const INBOXES = { inboxIds: [INBOX, 'b@agentmail.to'] };
const MORE_INBOXES = { addInboxIds: [INBOX], removeInboxIds: ['old@agentmail.to'] };
const NARROWED: Array<{
	level: 'organization' | 'pod' | 'inbox';
	within: object;
	change: object;
}> = [
	{ level: 'inbox', within: {}, change: {} },
	{ level: 'pod', within: INBOXES, change: MORE_INBOXES },
	{
		level: 'organization',
		within: { ...INBOXES, podIds: [POD] },
		change: { ...MORE_INBOXES, addPodIds: [POD], removePodIds: ['old-pod'] },
	},
];

const narrowed = NARROWED.flatMap(({ level, within, change }) =>
	at(
		[level],
		[
			{
				method: 'webhooks.create',
				arguments: 'all',
				sdk: async (c) =>
					await c.webhooks.create({
						url: URL,
						eventTypes: EVENTS,
						clientId: KEY,
						headers: HEADERS,
						...within,
					}),
				node: webhook('create', {
					url: URL,
					events: CHOSEN.events,
					options: {
						otherEvents: CHOSEN.otherEvents,
						clientId: KEY,
						headers: rows(HEADERS),
						...within,
					},
				}),
			},
			{
				method: 'webhooks.update',
				arguments: 'all',
				sdk: async (c) => await c.webhooks.update(WEBHOOK, { eventTypes: EVENTS, ...change }),
				node: webhook('update', { webhookId, updateFields: { ...CHOSEN, ...change } }),
			},
		],
	),
);

export const webhooks: Case[] = [
	...narrowed,
	...at(
		['organization', 'pod', 'inbox'],
		[
			{
				method: 'webhooks.create',
				arguments: 'required',
				sdk: async (c) =>
					await c.webhooks.create({ url: URL, eventTypes: ['message.received'], clientId: KEY }),
				node: webhook('create', {
					url: URL,
					events: ['message.received'],
					options: { clientId: KEY },
				}),
			},
			{
				method: 'webhooks.get',
				arguments: 'all',
				sdk: async (c) => await c.webhooks.get(WEBHOOK),
				node: webhook('get', { webhookId }),
			},
			{
				method: 'webhooks.getHeaders',
				arguments: 'all',
				sdk: async (c) => await c.webhooks.getHeaders(WEBHOOK),
				node: webhook('getHeaders', { webhookId }),
			},
			{
				method: 'webhooks.updateHeaders',
				arguments: 'all',
				sdk: async (c) =>
					await c.webhooks.updateHeaders(WEBHOOK, { headers: HEADERS, removeHeaders: ['X-Old'] }),
				node: webhook('updateHeaders', {
					webhookId,
					headers: rows(HEADERS),
					removeHeaders: 'X-Old',
				}),
			},
			{
				method: 'webhooks.delete',
				arguments: 'all',
				sdk: async (c) => await c.webhooks.delete(WEBHOOK),
				node: webhook('delete', { webhookId }),
			},
			...list({
				method: 'webhooks.list',
				sdk: async (c, page) => await c.webhooks.list(page),
				node: webhook('getAll'),
				entries: 'webhooks',
				filters: OLDEST_FIRST,
			}),
		],
	),
];
