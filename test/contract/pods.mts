import { byId, KEY, POD, type Case } from './case.mjs';
import { OLDEST_FIRST } from './filters.mjs';
import { list } from './list.mjs';

const pod = (operation: string, parameters: object = {}): Case['node'] => ({
	resource: 'pod',
	operation,
	...parameters,
});
const podId = byId(POD);

export const pods: Case[] = [
	{
		method: 'pods.create',
		arguments: 'required',
		sdk: async (c) => await c.pods.create({ clientId: KEY }),
		node: pod('create', { options: { clientId: KEY } }),
	},
	{
		method: 'pods.create',
		arguments: 'all',
		sdk: async (c) => await c.pods.create({ name: 'Customer 1042', clientId: KEY }),
		node: pod('create', { name: 'Customer 1042', options: { clientId: KEY } }),
	},
	{
		method: 'pods.get',
		arguments: 'all',
		sdk: async (c) => await c.pods.get(POD),
		node: pod('get', { podId }),
	},
	{
		method: 'pods.delete',
		arguments: 'all',
		sdk: async (c) => await c.pods.delete(POD),
		node: pod('delete', { podId }),
	},
	...list({
		method: 'pods.list',
		sdk: async (c, page) => await c.pods.list(page),
		node: pod('getAll'),
		entries: 'pods',
		filters: OLDEST_FIRST,
	}),
];
