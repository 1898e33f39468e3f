import { byId, INBOX, KEY, POD, type Case } from './case.mjs';

const inboxId = byId(INBOX);
const pod = { scope: 'pod', podId: byId(POD) };
const METADATA = { tier: 'gold', customer: '1042' };

export const inboxes: Case[] = [
	{
		method: 'inboxes.create',
		arguments: 'required',
		sdk: async (c) => await c.inboxes.create({ clientId: KEY }),
		node: { resource: 'inbox', operation: 'create', options: { clientId: KEY } },
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
		node: {
			resource: 'inbox',
			operation: 'create',
			username: 'sales',
			displayName: 'Sales, EU',
			options: {
				clientId: KEY,
				domain: 'example.com',
				metadata: { pair: Object.entries(METADATA).map(([name, value]) => ({ name, value })) },
			},
		},
	},
	{
		method: 'pods.inboxes.create',
		arguments: 'required',
		sdk: async (c) => await c.pods.inboxes.create(POD, { clientId: KEY }),
		node: { resource: 'inbox', operation: 'create', ...pod, options: { clientId: KEY } },
	},
	{
		method: 'inboxes.get',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.get(INBOX),
		node: { resource: 'inbox', operation: 'get', inboxId },
	},
	{
		method: 'pods.inboxes.get',
		arguments: 'all',
		sdk: async (c) => await c.pods.inboxes.get(POD, INBOX),
		node: { resource: 'inbox', operation: 'get', ...pod, inboxId },
	},
	{
		method: 'inboxes.list',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.list({ limit: 100, ascending: true }),
		node: { resource: 'inbox', operation: 'getAll', returnAll: true, filters: { ascending: true } },
	},
	{
		method: 'pods.inboxes.list',
		arguments: 'required',
		sdk: async (c) => await c.pods.inboxes.list(POD, { limit: 50 }),
		node: { resource: 'inbox', operation: 'getAll', ...pod },
	},
	{
		method: 'inboxes.delete',
		arguments: 'all',
		sdk: async (c) => await c.inboxes.delete(INBOX),
		node: { resource: 'inbox', operation: 'delete', inboxId },
	},
	{
		method: 'pods.inboxes.delete',
		arguments: 'all',
		sdk: async (c) => await c.pods.inboxes.delete(POD, INBOX),
		node: { resource: 'inbox', operation: 'delete', ...pod, inboxId },
	},
];
