import { webhookId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteWebhook = defineOperation({
	name: 'Delete',
	action: 'Delete webhook',
	description: 'Delete a webhook permanently. Deliveries stop.',
	api: 'webhooks.delete',
	fields: { scope: scope('organization', 'pod', 'inbox'), webhookId },
	async run({ scope, webhookId }, { api }) {
		await api.delete(path`${scope}/webhooks/${webhookId}`);
		return { deleted: true, webhook_id: webhookId };
	},
});
