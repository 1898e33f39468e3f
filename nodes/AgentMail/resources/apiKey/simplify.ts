import { pickFields } from '../../operation/output';

/** `api_key`, the secret, comes with a new key only; what was used before comes with the others. */
export const simplifyApiKey = pickFields([
	'api_key_id',
	'api_key',
	'type',
	'name',
	'prefix',
	'pod_id',
	'inbox_id',
	'permissions',
	'used_at',
	'expires_at',
	'created_at',
]);
