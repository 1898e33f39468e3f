import type { webhooks } from 'agentmail/serialization';

import { path } from '../transport/path';
import { defineSearch, level, narrowed } from './search';

/** Webhooks at the chosen scope, by where they deliver to. */
export const searchWebhooks = defineSearch(async (search) => {
	const list = path`${await level(search)}/webhooks`;
	return await narrowed(search, { path: list, entries: 'webhooks', toItem });
});

function toItem({ webhook_id, url, enabled }: webhooks.Webhook.Raw) {
	return { name: enabled ? url : `${url} (disabled)`, value: webhook_id };
}
