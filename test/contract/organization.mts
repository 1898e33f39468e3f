import type { Case } from './case.mjs';

export const organization: Case[] = [
	{
		method: 'organizations.get',
		arguments: 'all',
		sdk: async (c) => await c.organizations.get(),
		node: { resource: 'organization', operation: 'get' },
	},
	{
		method: 'auth.me',
		arguments: 'all',
		sdk: async (c) => await c.auth.me(),
		node: { resource: 'organization', operation: 'getIdentity' },
	},
];
