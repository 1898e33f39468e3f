import { pickFields } from '../../operation/output';

export const simplifyApiKey = pickFields([
	'api_key_id',
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
