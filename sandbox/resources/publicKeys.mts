import { createHash, createPublicKey } from 'node:crypto';
import * as sdk from 'agentmail/serialization';
import { madeBefore } from '../access/clientId.mjs';
import { ApiError, invalid } from '../errors.mjs';
import type { Permissions, PublicKey } from '../records.mjs';
import type { Context } from '../routing/context.mjs';

type Jwk = sdk.PublicJwk.Raw;

/** The only members that a key may have (SDK: PublicJwk). */
const MEMBERS = ['kty', 'crv', 'x', 'y'];
/** Off unless named, whatever else a key holds (SDK: ApiKeyPermissions). */
const NEVER_BY_DEFAULT = ['provider_connect', 'provider_share_owner'];

interface Request {
	public_key: Jwk;
	client_id?: string;
	name?: string;
	permissions?: Permissions;
	expires_at?: string;
}

/**
 * Registers a public key at the route's scope; a repeat with the same `client_id` and key answers
 * the first (SDK: CreatePublicKeyRequest).
 * @throws ApiError 400 for a key that is none, 409 for a `client_id` of another
 */
export function addPublicKey(context: Context, request: Request): PublicKey {
	const { store, scope, key: maker } = context;
	const { public_key: jwk, client_id } = request;
	const fingerprint = thumbprint(checked(jwk));
	const existing = madeBefore(store.publicKeys.values(), client_id, (key) =>
		store.isWithin(key, scope),
	);
	if (existing && existing.public_key?.fingerprint === fingerprint) return existing;
	if (existing) {
		throw new ApiError('already_exists', `The client_id ${client_id} is that of another key.`);
	}
	const now = store.now();
	const expires_at = futureTime(request.expires_at) ?? maker.expires_at;
	const key: PublicKey = {
		type: 'public_key',
		api_key_id: store.uuid(),
		...(client_id !== undefined && { client_id }),
		name: request.name ?? `AgentID key ${fingerprint.slice(0, 8)}`,
		public_key: { jwk, fingerprint },
		...(scope.pod_id && { pod_id: scope.pod_id }),
		...(scope.inbox_id && { inbox_id: scope.inbox_id }),
		permissions: request.permissions ?? maker.permissions ?? everything(),
		created_by: { api_key_id: maker.api_key_id },
		created_at: now,
		updated_at: now,
		...(expires_at && { expires_at }),
	};
	store.publicKeys.set(key.api_key_id, key);
	return key;
}

/** @throws ApiError 400 for private or other extra members, and for what is no point of P-256 */
function checked(jwk: Jwk): Jwk {
	const extra = Object.keys(jwk).find((name) => !MEMBERS.includes(name));
	if (extra) throw invalid(['public_key', extra], 'Only kty, crv, x and y are accepted.');
	for (const name of ['x', 'y'] as const) {
		const isCoordinate = /^[\w-]{43}$/.test(jwk[name]);
		if (!isCoordinate) throw invalid(['public_key', name], 'Expected 32 bytes as base64url.');
	}
	try {
		createPublicKey({ key: { ...jwk }, format: 'jwk' });
		return jwk;
	} catch {
		throw invalid(['public_key'], 'Not a point on P-256.');
	}
}

/** RFC 7638: SHA-256 over the required members in the order of their names. */
function thumbprint({ kty, crv, x, y }: Jwk): string {
	return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** @throws ApiError 400 for a time that is past */
function futureTime(written: string | undefined): string | undefined {
	if (written === undefined || Date.parse(written) > Date.now()) return written;
	throw invalid(['expires_at'], 'Expected a time in the future.');
}

/** `permissions` is required here: what an unrestricted maker passes on is spelt out. */
function everything(): Permissions {
	const names = sdk.ApiKeyPermissions._getRawProperties();
	return Object.fromEntries(names.map((name) => [name, !NEVER_BY_DEFAULT.includes(name)]));
}
