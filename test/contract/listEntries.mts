import type { Case } from './case.mjs';
import { at } from './levels.mjs';
import { list } from './list.mjs';

const ENTRY = 'partner+1@example.com';
const BLOCKED = { direction: 'receive', listType: 'block', entry: ENTRY };

const listEntry = (operation: string, parameters: object): Case['node'] => ({
	resource: 'listEntry',
	operation,
	...parameters,
});

export const listEntries: Case[] = at(
	['organization', 'pod', 'inbox'],
	[
		{
			method: 'lists.create',
			arguments: 'required',
			sdk: async (c) => await c.lists.create('receive', 'block', { entry: ENTRY }),
			node: listEntry('create', BLOCKED),
		},
		{
			method: 'lists.create',
			arguments: 'all',
			sdk: async (c) =>
				await c.lists.create('send', 'allow', { entry: 'example.com', reason: 'partner' }),
			node: listEntry('create', {
				direction: 'send',
				listType: 'allow',
				entry: 'example.com',
				options: { reason: 'partner' },
			}),
		},
		{
			method: 'lists.get',
			arguments: 'all',
			sdk: async (c) => await c.lists.get('receive', 'block', ENTRY),
			node: listEntry('get', BLOCKED),
		},
		{
			method: 'lists.delete',
			arguments: 'all',
			sdk: async (c) => await c.lists.delete('receive', 'block', ENTRY),
			node: listEntry('delete', BLOCKED),
		},
		...list({
			method: 'lists.list',
			sdk: async (c, page) => await c.lists.list('reply', 'allow', page),
			node: listEntry('getAll', { direction: 'reply', listType: 'allow' }),
			entries: 'entries',
		}),
	],
);
