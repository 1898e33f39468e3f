import type { IDataObject } from 'n8n-workflow';

/** A webhook without its signing secret, which whoever verifies deliveries takes from the raw output. */
export const simplifyWebhook = ({
	webhook_id,
	url,
	enabled,
	event_types,
	inbox_ids,
	pod_ids,
	client_id,
	created_at,
}: IDataObject): IDataObject => ({
	webhook_id,
	url,
	enabled,
	event_types,
	inbox_ids,
	pod_ids,
	client_id,
	created_at,
});
