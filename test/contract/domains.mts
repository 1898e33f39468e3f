import { byId, type Case } from './case.mjs';
import { OLDEST_FIRST } from './filters.mjs';
import { at } from './levels.mjs';
import { list } from './list.mjs';

const DOMAIN = 'mail.example.com';

const domain = (operation: string, parameters: object = {}): Case['node'] => ({
	resource: 'domain',
	operation,
	...parameters,
});
const domainId = byId(DOMAIN);

export const domains: Case[] = [
	...at(
		['organization', 'pod'],
		[
			{
				method: 'domains.create',
				arguments: 'required',
				sdk: async (c) => await c.domains.create({ domain: DOMAIN }),
				node: domain('create', { domain: DOMAIN }),
			},
			{
				method: 'domains.create',
				arguments: 'all',
				sdk: async (c) =>
					await c.domains.create({
						domain: DOMAIN,
						allowConflictingProvider: true,
						feedbackEnabled: false,
						subdomainsEnabled: true,
						trackingEnabled: false,
					}),
				node: domain('create', {
					domain: DOMAIN,
					options: {
						allowConflictingProvider: true,
						feedbackEnabled: false,
						subdomainsEnabled: true,
						trackingEnabled: false,
					},
				}),
			},
			{
				method: 'domains.update',
				arguments: 'all',
				sdk: async (c) =>
					await c.domains.update(DOMAIN, {
						feedbackEnabled: true,
						subdomainsEnabled: false,
						trackingEnabled: true,
					}),
				node: domain('update', {
					domainId,
					updateFields: { feedbackEnabled: true, subdomainsEnabled: false, trackingEnabled: true },
				}),
			},
			{
				method: 'domains.get',
				arguments: 'all',
				sdk: async (c) => await c.domains.get(DOMAIN),
				node: domain('get', { domainId }),
			},
			{
				method: 'domains.getZoneFile',
				arguments: 'all',
				sdk: async (c) => await c.domains.getZoneFile(DOMAIN),
				node: domain('getZoneFile', { domainId }),
			},
			{
				method: 'domains.verify',
				arguments: 'all',
				sdk: async (c) => await c.domains.verify(DOMAIN),
				node: domain('verify', { domainId }),
			},
			{
				method: 'domains.delete',
				arguments: 'all',
				sdk: async (c) => await c.domains.delete(DOMAIN),
				node: domain('delete', { domainId }),
			},
			...list({
				method: 'domains.list',
				sdk: async (c, page) => await c.domains.list(page),
				node: domain('getAll'),
				entries: 'domains',
				filters: OLDEST_FIRST,
			}),
		],
	),
	{
		method: 'domains.getSetupLink',
		arguments: 'all',
		sdk: async (c) => await c.domains.getSetupLink(DOMAIN),
		node: domain('getSetupLink', { domainId }),
	},
];
