import type { webhooks } from 'agentmail/serialization';

import { webhookId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const getHeaders = defineOperation({
	name: 'Get Headers',
	action: 'Get headers of webhook',
	description: 'List the names of the headers added to each delivery',
	api: 'webhooks.getHeaders',
	fields: { scope: scope('organization', 'pod', 'inbox'), webhookId },
	async run({ scope, webhookId }, { api }) {
		return await api.get<webhooks.WebhookHeaderNamesResponse.Raw>(
			path`${scope}/webhooks/${webhookId}/headers`,
		);
	},
});
