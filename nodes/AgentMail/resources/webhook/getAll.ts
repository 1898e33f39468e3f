import { ascending } from '../../fields/listFilters';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';
import { simplifyWebhook } from './simplify';

export const getAll = defineList({
	action: 'Get many webhooks',
	description: 'List webhooks, newest first',
	api: 'webhooks.list',
	fields: { scope: scope('organization', 'pod', 'inbox') },
	filters: { ascending },
	source: ({ scope }, { ascending }) => ({
		path: path`${scope}/webhooks`,
		entries: 'webhooks',
		id: 'webhook_id',
		query: { ascending },
	}),
	simplify: simplifyWebhook,
});
