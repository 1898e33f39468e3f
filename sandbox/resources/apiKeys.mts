import { randomBytes } from 'node:crypto';
import * as sdk from 'agentmail/serialization';
import { holds } from '../access/authenticate.mjs';
import { ApiError, invalid, notFound } from '../errors.mjs';
import { validate } from '../http/validate.mjs';
import type { Key, Permission, Permissions, PublicKey, Scope } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page } from '../routing/paging.mjs';
import type { Store } from '../store.mjs';
import { addPublicKey } from './publicKeys.mjs';

export const apiKeys: Resource = {
	name: 'apiKeys',
	levels: ['organization', 'pod', 'inbox'],
	routes: [
		{ sdk: 'list', method: 'GET', path: '/api-keys', permission: 'api_key_read', answer: list },
		{
			sdk: 'get',
			method: 'GET',
			path: '/api-keys/:api_key_id',
			levels: ['organization'],
			permission: 'api_key_read',
			answer: (context) => present(named(context)),
		},
		{
			sdk: 'create',
			method: 'POST',
			path: '/api-keys',
			permission: 'api_key_create',
			organizationKeyOnly: true,
			answer: create,
		},
		{
			sdk: 'update',
			method: 'PATCH',
			path: '/api-keys/:api_key_id',
			permission: 'api_key_update',
			answer: update,
		},
		{
			sdk: 'delete',
			method: 'DELETE',
			path: '/api-keys/:api_key_id',
			permission: 'api_key_delete',
			answer: remove,
		},
	],
};

/** The secret is answered once, by create (AgentMail docs: API keys). */
function present(key: Key | PublicKey) {
	if (key.type === 'public_key') return key;
	const { api_key: _secret, ...rest } = key;
	return rest;
}

/** Public keys are found by their `client_id` too (SDK: apiKeys.get). */
function named(context: Context): Key | PublicKey {
	const { store, scope } = context;
	const id = parameter(context, 'api_key_id');
	const key = store.keys.get(id) ?? store.publicKeys.get(id) ?? byClientId(store, id);
	if (!key || !store.isWithin(key, scope)) throw notFound('API key', id);
	return key;
}

function byClientId({ publicKeys }: Store, id: string): PublicKey | undefined {
	return [...publicKeys.values()].find(({ client_id }) => client_id === id);
}

function list(context: Context) {
	const { store, scope, query } = context;
	const type = query.text('type');
	if (type !== undefined && !sdk.ApiKeyType.parse(type).ok) {
		throw invalid(['type'], 'Expected bearer or public_key.');
	}
	const items = [...store.keys.values(), ...store.publicKeys.values()].filter(
		(key) => store.isWithin(key, scope) && (type === undefined || key.type === type),
	);
	const { limit: _limit, ...answer } = page(context, {
		name: 'api_keys',
		items,
		id: ({ api_key_id }) => api_key_id,
		time: ({ created_at }) => created_at,
		present,
	});
	// Of all lists this one answers no `limit` (SDK: ListApiKeysResponse).
	return answer;
}

function create(context: Context) {
	const { key: parent, store, scope } = context;
	if (typeof context.body === 'object' && context.body !== null && 'public_key' in context.body) {
		const body = validate(sdk.CreatePublicKeyRequest, context.body);
		const permissions = body.permissions && withoutNulls(body.permissions);
		// Without any it gets those of its maker, so that it needs no unrestricted one.
		if (permissions) checkGrant(parent, permissions);
		return addPublicKey(context, { ...body, permissions });
	}
	const { name, permissions } = validate(sdk.CreateBearerApiKeyRequest, context.body);
	const granted = permissions && withoutNulls(permissions);
	checkGrant(parent, granted);
	const expires_at = expiryIn(context);
	const key = addKey(store, scope, { name, permissions: granted, expires_at });
	const { api_key_id, api_key, prefix, pod_id, inbox_id, created_at } = key;
	return {
		api_key_id,
		api_key,
		prefix,
		name: key.name,
		...(pod_id && { pod_id }),
		...(inbox_id && { inbox_id }),
		...(granted && { permissions: granted }),
		...(expires_at && { expires_at }),
		created_at,
	};
}

/** In the future, and not later than that of its maker (AgentMail docs: API keys). */
function expiryIn({ body, key: parent }: Context): string | undefined {
	const { expires_at } = (body ?? {}) as { expires_at?: unknown };
	if (expires_at === undefined || expires_at === null) return undefined;
	const time = Date.parse(String(expires_at));
	if (!(time > Date.now())) throw invalid(['expires_at'], 'Expected a time in the future.');
	if (time > Date.parse(parent.expires_at ?? '')) {
		throw new ApiError('permission_escalation', 'The key would outlive the one that makes it.');
	}
	return new Date(time).toISOString();
}

/** Since October 2026 (AgentMail docs: permissions). */
const REMOVED = ['provider_connect', 'provider_share_owner'];

/** A key cannot grant what it lacks (AgentMail docs: permissions). */
function checkGrant(parent: Key, granted: Permissions | undefined): void {
	const removed = REMOVED.find((permission) => granted && permission in granted);
	if (removed) throw invalid(['permissions', removed], 'This permission does not exist.');
	if (!granted && parent.permissions) {
		throw new ApiError(
			'unrestricted_key_required',
			'A restricted key cannot make an unrestricted one.',
		);
	}
	const lacking = Object.entries(granted ?? {}).find(
		([permission, isGranted]) => isGranted && !holds(parent, permission as Permission),
	);
	if (lacking) {
		throw new ApiError('permission_escalation', `The creating key lacks ${lacking[0]} itself.`);
	}
}

/** Makes a bearer key that is bound to a scope. @throws ApiError 404 for a scope that is none */
export function addKey(
	store: Store,
	{ pod_id, inbox_id }: Scope,
	{
		name = 'API key',
		permissions,
		expires_at,
	}: { name?: string; permissions?: Permissions; expires_at?: string },
): Key {
	if (inbox_id && !store.inboxes.has(inbox_id)) throw notFound('Inbox', inbox_id);
	if (pod_id && !store.pods.has(pod_id)) throw notFound('Pod', pod_id);
	const now = store.now();
	const api_key = `am_us_${randomBytes(24).toString('hex')}`;
	const pod = pod_id ?? store.inboxes.get(inbox_id ?? '')?.pod_id;
	const key: Key = {
		type: 'bearer',
		api_key_id: store.uuid(),
		api_key,
		prefix: api_key.slice(0, 12),
		name,
		...(pod && { pod_id: pod }),
		...(inbox_id && { inbox_id }),
		...(permissions && { permissions }),
		...(expires_at && { expires_at }),
		created_at: now,
		updated_at: now,
	};
	store.keys.set(key.api_key_id, key);
	return key;
}

function update(context: Context) {
	const key = named(context);
	const { name, permissions } = validate(sdk.UpdateApiKeyRequest, context.body);
	if (permissions) {
		const granted = withoutNulls(permissions);
		checkGrant(context.key, granted);
		key.permissions = granted;
	}
	if (name !== undefined) key.name = name;
	key.updated_at = context.store.now();
	return present(key);
}

function withoutNulls(permissions: sdk.ApiKeyPermissions.Raw): Permissions {
	return Object.fromEntries(
		Object.entries(permissions).filter(([, isGranted]) => typeof isGranted === 'boolean'),
	);
}

function remove(context: Context): undefined {
	const { api_key_id } = named(context);
	context.store.keys.delete(api_key_id);
	context.store.publicKeys.delete(api_key_id);
}
