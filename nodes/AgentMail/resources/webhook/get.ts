import type { webhooks } from 'agentmail/serialization';

import { webhookId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';
import { simplifyWebhook } from './simplify';

export const get = defineOperation({
	name: 'Get',
	action: 'Get webhook',
	description: 'Get one webhook',
	api: 'webhooks.get',
	fields: { scope: scope('organization', 'pod', 'inbox'), webhookId },
	async run({ scope, webhookId }, { api }) {
		return await api.get<webhooks.Webhook.Raw>(path`${scope}/webhooks/${webhookId}`);
	},
	simplify: simplifyWebhook,
});
