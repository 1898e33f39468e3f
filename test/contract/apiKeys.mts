import type { AgentMail } from 'agentmail';

import { byId, KEY, type Case } from './case.mjs';
import { at } from './levels.mjs';
import { list } from './list.mjs';

const API_KEY = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
const JWK = {
	kty: 'EC' as const,
	crv: 'P-256' as const,
	x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
	y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const EXPIRES_AT = '2027-01-01T00:00:00.000Z';

/** Every permission there is: the type refuses one that is missing. */
/** Not those of providers, which are gone since October 2026: sent, they are refused. */
const PERMISSIONS: Required<
	Omit<AgentMail.ApiKeyPermissions, 'providerConnect' | 'providerShareOwner'>
> = {
	inboxRead: true,
	inboxCreate: true,
	inboxUpdate: true,
	inboxDelete: true,
	messageRead: true,
	messageSend: true,
	messageUpdate: true,
	messageDelete: true,
	labelSpamRead: true,
	labelBlockedRead: true,
	labelUnauthenticatedRead: true,
	labelTrashRead: true,
	draftRead: true,
	draftCreate: true,
	draftUpdate: true,
	draftDelete: true,
	draftSend: true,
	webhookRead: true,
	webhookCreate: true,
	webhookUpdate: true,
	webhookDelete: true,
	domainRead: true,
	domainCreate: true,
	domainUpdate: true,
	domainDelete: true,
	listEntryRead: true,
	listEntryCreate: true,
	listEntryDelete: true,
	metricsRead: true,
	apiKeyRead: true,
	apiKeyCreate: true,
	apiKeyUpdate: true,
	apiKeyDelete: true,
	podRead: true,
	podCreate: true,
	podDelete: true,
};
/** In the node a list of the API's names. */
const permissions = Object.keys(PERMISSIONS).map((name) =>
	name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
);

const apiKey = (operation: string, parameters: object = {}): Case['node'] => ({
	resource: 'apiKey',
	operation,
	...parameters,
});
const apiKeyId = byId(API_KEY);

const lists = (filters?: { sdk: object; node: object }) =>
	list({
		method: 'apiKeys.list',
		sdk: async (c, page) => await c.apiKeys.list(page),
		node: apiKey('getAll'),
		entries: 'api_keys',
		filters,
	});
const BEARER = { type: 'bearer', ascending: true };

export const apiKeys: Case[] = [
	...at(
		['organization', 'pod', 'inbox'],
		[
			{
				method: 'apiKeys.create',
				arguments: 'required',
				sdk: async (c) => await c.apiKeys.create({}),
				node: apiKey('create'),
			},
			{
				method: 'apiKeys.create',
				arguments: 'all',
				sdk: async (c) => await c.apiKeys.create({ name: 'Reader', permissions: PERMISSIONS }),
				node: apiKey('create', { name: 'Reader', permissions }),
			},
			{
				method: 'apiKeys.create',
				arguments: 'all',
				sdk: async (c) =>
					await c.apiKeys.create({
						name: 'Signer',
						permissions: { draftSend: true },
						publicKey: JWK,
						clientId: KEY,
						expiresAt: new Date(EXPIRES_AT),
					}),
				node: apiKey('create', {
					name: 'Signer',
					permissions: ['draft_send'],
					options: { publicKey: JSON.stringify(JWK), clientId: KEY, expiresAt: EXPIRES_AT },
				}),
				beyond: { public_key: JWK, client_id: KEY, expires_at: EXPIRES_AT },
			},
			{
				method: 'apiKeys.update',
				arguments: 'all',
				sdk: async (c) =>
					await c.apiKeys.update(API_KEY, { name: 'Renamed', permissions: PERMISSIONS }),
				node: apiKey('update', { apiKeyId, updateFields: { name: 'Renamed', permissions } }),
			},
			{
				method: 'apiKeys.delete',
				arguments: 'all',
				sdk: async (c) => await c.apiKeys.delete(API_KEY),
				node: apiKey('delete', { apiKeyId }),
			},
		],
	),
	...lists({ sdk: BEARER, node: BEARER }),
	// Of a pod's or an inbox's keys, all kinds come, the newest first.
	...at(['pod', 'inbox'], lists()),
	{
		method: 'apiKeys.get',
		arguments: 'all',
		sdk: async (c) => await c.apiKeys.get(API_KEY),
		node: apiKey('get', { apiKeyId }),
	},
];
