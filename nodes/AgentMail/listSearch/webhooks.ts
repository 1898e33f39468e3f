import type { webhooks } from 'agentmail/serialization';

import { path } from '../transport/path';
import { defineSearch, level, matches, pageOf } from './search';

/** Webhooks at the chosen scope, by where they deliver to. */
export const searchWebhooks = defineSearch(async (search) => {
	const page = await pageOf(
		search,
		{ path: path`${await level(search)}/webhooks`, entries: 'webhooks' },
		toItem,
	);
	return { ...page, results: page.results.filter(({ name }) => matches(search.filter, name)) };
});

function toItem({ webhook_id, url, enabled }: webhooks.Webhook.Raw) {
	return { name: enabled ? url : `${url} (disabled)`, value: webhook_id };
}
