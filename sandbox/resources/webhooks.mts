import { randomBytes } from 'node:crypto';
import * as sdk from 'agentmail/serialization';
import { madeBefore } from '../access/clientId.mjs';
import { ApiError, invalid, notFound } from '../errors.mjs';
import { checkedEventTypes } from '../events/eventTypes.mjs';
import { validate, withOpenEnums } from '../http/validate.mjs';
import type { StoredWebhook } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page } from '../routing/paging.mjs';
import { changedScopes, checkedHeaders, checkedUrl, subscription } from './webhookFields.mjs';

/** Bound keys must use the paths of their pod or inbox (AgentMail docs: webhooks). */
const organizationKeyOnly = true;

export const webhooks: Resource = {
	name: 'webhooks',
	levels: ['organization', 'pod', 'inbox'],
	routes: [
		{
			sdk: 'list',
			method: 'GET',
			path: '/webhooks',
			permission: 'webhook_read',
			organizationKeyOnly,
			answer: list,
		},
		{
			sdk: 'get',
			method: 'GET',
			path: '/webhooks/:webhook_id',
			permission: 'webhook_read',
			organizationKeyOnly,
			answer: (context) => present(named(context)),
		},
		{
			sdk: 'create',
			method: 'POST',
			path: '/webhooks',
			permission: 'webhook_create',
			organizationKeyOnly,
			answer: create,
		},
		{
			sdk: 'update',
			method: 'PATCH',
			path: '/webhooks/:webhook_id',
			permission: 'webhook_update',
			organizationKeyOnly,
			answer: update,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: '/webhooks/:webhook_id',
			permission: 'webhook_delete',
			organizationKeyOnly,
			answer: remove,
		},
		{
			sdk: 'getHeaders',
			method: 'GET',
			path: '/webhooks/:webhook_id/headers',
			permission: 'webhook_read',
			organizationKeyOnly,
			answer: (context) => ({ header_names: Object.keys(named(context).headers) }),
		},
		{
			sdk: 'updateHeaders',
			method: 'PATCH',
			path: '/webhooks/:webhook_id/headers',
			permission: 'webhook_update',
			organizationKeyOnly,
			answer: updateHeaders,
		},
	],
};

function isReachable({ store, scope }: Context, webhook: StoredWebhook): boolean {
	return store.isWithin(webhook.scope, scope);
}

function named(context: Context): StoredWebhook {
	const webhook_id = parameter(context, 'webhook_id');
	const webhook = context.store.webhooks.get(webhook_id);
	if (!webhook || !isReachable(context, webhook)) throw notFound('Webhook', webhook_id);
	return webhook;
}

/** The wire record: headers are write-only, and the level is no property of it (SDK: Webhook). */
function present({ scope: _scope, headers: _headers, ...webhook }: StoredWebhook) {
	return webhook;
}

function list(context: Context) {
	const all = [...context.store.webhooks.values()];
	return page(context, {
		name: 'webhooks',
		items: all.filter((webhook) => isReachable(context, webhook)),
		id: ({ webhook_id }) => webhook_id,
		time: ({ created_at }) => created_at,
		present,
	});
}

function create(context: Context) {
	const { store, scope, settings } = context;
	const body = validate(withOpenEnums(sdk.webhooks.CreateWebhookRequest), context.body);
	const existing = madeBefore(store.webhooks.values(), body.client_id, (webhook) =>
		isReachable(context, webhook),
	);
	if (existing) return present(existing);
	if (body.event_types.length === 0) throw invalid(['event_types'], 'Expected at least one.');
	if (store.webhooks.size >= settings.webhookLimit) {
		throw new ApiError(
			'limit_exceeded',
			`The limit of ${settings.webhookLimit} webhooks is reached.`,
			{
				fix: 'Delete a webhook that is no longer used (GET /v0/webhooks lists them).',
			},
		);
	}
	const now = store.now();
	const webhook: StoredWebhook = {
		webhook_id: `ep_${store.hex(27)}`,
		url: checkedUrl(body.url),
		event_types: checkedEventTypes(context.key, body.event_types),
		...subscription(context, body),
		secret: `whsec_${randomBytes(24).toString('base64')}`,
		enabled: true,
		...(body.client_id !== undefined && { client_id: body.client_id }),
		scope: context.level === 'organization' ? {} : scope,
		headers: body.headers === undefined ? {} : checkedHeaders(body.headers),
		updated_at: now,
		created_at: now,
	};
	store.webhooks.set(webhook.webhook_id, webhook);
	return present(webhook);
}

/** `url` cannot change; event types are replaced, scopes added and removed (SDK: UpdateWebhookRequest). */
function update(context: Context) {
	const webhook = named(context);
	const body = validate(withOpenEnums(sdk.webhooks.UpdateWebhookRequest), context.body);
	// Newer than the SDK (AgentMail docs: enable or disable a webhook).
	const { url, enabled } = (context.body ?? {}) as { url?: unknown; enabled?: unknown };
	if (url !== undefined && url !== webhook.url) {
		throw invalid(
			['url'],
			'The url of a webhook cannot change.',
			'Delete the webhook and create another.',
		);
	}
	if (enabled !== undefined && typeof enabled !== 'boolean') {
		throw invalid(['enabled'], 'Expected boolean.');
	}
	const event_types = checkedEventTypes(context.key, body.event_types ?? []);
	const scopes = context.level === 'inbox' ? {} : changedScopes(context, webhook, body);
	if (event_types.length > 0) webhook.event_types = event_types;
	if (enabled !== undefined) webhook.enabled = enabled;
	Object.assign(webhook, scopes, { updated_at: context.store.now() });
	return present(webhook);
}

/** Header names are compared regardless of case (SDK: UpdateWebhookHeadersRequest). */
function updateHeaders(context: Context): undefined {
	const webhook = named(context);
	const { headers, remove_headers } = validate(
		sdk.webhooks.UpdateWebhookHeadersRequest,
		context.body,
	);
	if (!headers && !remove_headers) {
		throw invalid([], 'Expected at least one of headers and remove_headers.');
	}
	const set = headers ? checkedHeaders(headers) : {};
	const removed = new Set((remove_headers ?? []).map((name) => name.toLowerCase()));
	const both = Object.keys(set).find((name) => removed.has(name.toLowerCase()));
	if (both) throw invalid(['remove_headers'], `${both} cannot be set and removed at once.`);
	const replaced = new Set([...removed, ...Object.keys(set).map((name) => name.toLowerCase())]);
	const kept = Object.entries(webhook.headers).filter(
		([name]) => !replaced.has(name.toLowerCase()),
	);
	webhook.headers = { ...Object.fromEntries(kept), ...set };
	webhook.updated_at = context.store.now();
}

function remove(context: Context): undefined {
	context.store.webhooks.delete(named(context).webhook_id);
}
