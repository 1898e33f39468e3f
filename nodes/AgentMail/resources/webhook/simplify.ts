import { pickFields } from '../../operation/output';

/** A webhook without its signing secret, which whoever verifies deliveries takes from the raw output. */
export const simplifyWebhook = pickFields([
	'webhook_id',
	'url',
	'enabled',
	'event_types',
	'inbox_ids',
	'pod_ids',
	'client_id',
	'created_at',
]);
