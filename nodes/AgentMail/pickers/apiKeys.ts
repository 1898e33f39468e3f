import type { ApiKey } from 'agentmail/serialization';

import { path } from '../transport/path';
import { defineSearch, level, narrowed } from './search';

/** Keys at the chosen scope, by name and how they begin. */
export const searchApiKeys = defineSearch(async (search) => {
	const list = path`${await level(search)}/api-keys`;
	return await narrowed(search, { path: list, entries: 'api_keys', toItem });
});

function toItem(key: ApiKey.Raw) {
	const begins = 'prefix' in key ? ` (${key.prefix}…)` : '';
	return { name: `${key.name || key.api_key_id}${begins}`, value: key.api_key_id };
}
