import { pickFields } from '../../operation/output';

/** Without the signing secret: whoever verifies deliveries takes it from the raw output. */
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
