import { byId, INBOX, KEY, QUERY, rows, type Case } from './case.mjs';
import { OLDEST_FIRST } from './filters.mjs';
import { at } from './levels.mjs';
import { list } from './list.mjs';

const METADATA = { tier: 'gold', customer: '1042' };

const inbox = (operation: string, parameters: object = {}): Case['node'] => ({
	resource: 'inbox',
	operation,
	...parameters,
});
const inboxId = byId(INBOX);

export const inboxes: Case[] = [
	...at(
		['organization', 'pod'],
		[
			{
				method: 'inboxes.create',
				arguments: 'required',
				sdk: async (c) => await c.inboxes.create({ clientId: KEY }),
				node: inbox('create', { options: { clientId: KEY } }),
			},
			{
				method: 'inboxes.create',
				arguments: 'all',
				sdk: async (c) =>
					await c.inboxes.create({
						username: 'sales',
						domain: 'example.com',
						displayName: 'Sales, EU',
						clientId: KEY,
						metadata: METADATA,
					}),
				node: inbox('create', {
					username: 'sales',
					displayName: 'Sales, EU',
					options: { clientId: KEY, domain: 'example.com', metadata: rows(METADATA) },
				}),
			},
			{
				method: 'inboxes.create',
				arguments: 'all',
				sdk: async (c) =>
					await c.inboxes.create({ clientId: KEY, metadata: { seats: 5, active: true } }),
				node: inbox('create', {
					options: {
						clientId: KEY,
						metadata: rows({ seats: '={{ $json.seats }}', active: '={{ $json.active }}' }),
					},
				}),
				items: [{ seats: 5, active: true }],
			},
			{
				method: 'inboxes.update',
				arguments: 'all',
				sdk: async (c) =>
					await c.inboxes.update(INBOX, {
						displayName: 'Sales, EU',
						metadata: { ...METADATA, old: null },
					}),
				node: inbox('update', {
					inboxId,
					updateFields: {
						displayName: 'Sales, EU',
						metadata: rows(METADATA),
						removeMetadata: 'old',
					},
				}),
			},
			{
				method: 'inboxes.update',
				arguments: 'all',
				sdk: async (c) => await c.inboxes.update(INBOX, { metadata: null }),
				node: inbox('update', { inboxId, updateFields: { clearMetadata: true } }),
			},
			{
				method: 'inboxes.get',
				arguments: 'all',
				sdk: async (c) => await c.inboxes.get(INBOX),
				node: inbox('get', { inboxId }),
			},
			{
				method: 'inboxes.delete',
				arguments: 'all',
				sdk: async (c) => await c.inboxes.delete(INBOX),
				node: inbox('delete', { inboxId }),
			},
			...list({
				method: 'inboxes.list',
				sdk: async (c, page) => await c.inboxes.list(page),
				node: inbox('getAll'),
				entries: 'inboxes',
				filters: OLDEST_FIRST,
			}),
			...list({
				method: 'inboxes.search',
				sdk: async (c, page) => await c.inboxes.search({ q: QUERY, ...page }),
				node: inbox('search', { query: QUERY }),
				entries: 'inboxes',
			}),
		],
	),
	...list({
		method: 'inboxes.events.list',
		sdk: async (c, page) => await c.inboxes.events.list(INBOX, page),
		node: inbox('getEvents', { inboxId }),
		entries: 'events',
		filters: OLDEST_FIRST,
	}),
];
