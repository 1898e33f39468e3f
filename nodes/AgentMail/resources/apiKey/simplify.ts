import type { IDataObject } from 'n8n-workflow';

export const simplifyApiKey = ({
	api_key_id,
	type,
	name,
	prefix,
	pod_id,
	inbox_id,
	permissions,
	used_at,
	expires_at,
	created_at,
}: IDataObject): IDataObject => ({
	api_key_id,
	type,
	name,
	prefix,
	pod_id,
	inbox_id,
	permissions,
	used_at,
	expires_at,
	created_at,
});
