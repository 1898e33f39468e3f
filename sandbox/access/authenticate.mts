import { ApiError } from '../errors.mjs';
import type { Key, Permission } from '../records.mjs';
import type { Store } from '../store.mjs';

/** The key that an `Authorization` header names. @throws ApiError 401 (AgentMail docs: authentication) */
export function authenticate(store: Store, authorization: string | undefined): Key {
	if (authorization === undefined) {
		throw new ApiError('missing_authorization', 'The Authorization header is missing.');
	}
	if (!/^Bearer( |$)/.test(authorization)) {
		throw new ApiError('invalid_token_type', 'The Authorization header is not a Bearer token.');
	}
	const secret = authorization.slice('Bearer '.length);
	const key = [...store.keys.values()].find(({ api_key }) => api_key === secret);
	if (!key) throw new ApiError('unknown_api_key', 'The API key is unknown.');
	if (Date.parse(key.expires_at ?? '') < Date.now()) {
		throw new ApiError('unknown_api_key', 'The API key has expired.');
	}
	key.used_at = store.now();
	return key;
}

/** `permissions` is a whitelist; a key without it may do everything in its scope (AgentMail docs: permissions). */
export function holds(key: Key, permission: Permission): boolean {
	return key.permissions === undefined || key.permissions[permission] === true;
}

/** @throws ApiError 403 `missing_permission` */
export function requirePermission(key: Key, permission: Permission): void {
	if (holds(key, permission)) return;
	throw new ApiError('missing_permission', `${permission} is forbidden: the API key lacks it.`, {
		fix: `Use a key whose \`permissions\` include ${permission}, or grant it to this one with PATCH /v0/api-keys/${key.api_key_id} and {"permissions":{"${permission}":true,…}}.`,
	});
}
