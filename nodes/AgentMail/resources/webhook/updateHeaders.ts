import type { webhooks } from 'agentmail/serialization';

import { webhookId } from '../../fields/ids';
import { wordList } from '../../fields/list';
import { scope } from '../../fields/scope';
import { webhookHeaders } from './headers';
import { refuseUnchanged } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const updateHeaders = defineOperation({
	name: 'Update Headers',
	action: 'Update headers of webhook',
	description: 'Set or remove headers added to each delivery',
	api: 'webhooks.updateHeaders',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		webhookId,
		headers: webhookHeaders,
		removeHeaders: wordList({
			displayName: 'Remove Headers',
			placeholder: 'e.g. X-Old-Token',
			description: 'Names of headers to remove, separated by commas',
		}),
	},
	async run({ scope, webhookId, headers, removeHeaders }, { api }) {
		refuseUnchanged({ headers, removeHeaders }, 'Fill in Headers or Remove Headers.');
		const body: webhooks.UpdateWebhookHeadersRequest.Raw = {
			headers,
			remove_headers: removeHeaders,
		};
		await api.patch(path`${scope}/webhooks/${webhookId}/headers`, body);
		return { updated: true, webhook_id: webhookId };
	},
});
