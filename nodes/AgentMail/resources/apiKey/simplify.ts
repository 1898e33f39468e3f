import { pickFields } from '../../operation/output';

/** Only a new key has `api_key`, its secret; only one that was used has `used_at`. */
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
