import type { ApiKey } from 'agentmail/serialization';

import { path } from '../transport/path';
import { defineSearch, level, matches, pageOf } from './search';

/** Keys at the chosen scope, by name and how they begin. */
export const searchApiKeys = defineSearch(async (search) => {
	const page = await pageOf(
		search,
		{ path: path`${await level(search)}/api-keys`, entries: 'api_keys' },
		toItem,
	);
	return { ...page, results: page.results.filter(({ name }) => matches(search.filter, name)) };
});

function toItem(key: ApiKey.Raw) {
	const begins = 'prefix' in key ? ` (${key.prefix}…)` : '';
	return { name: `${key.name || key.api_key_id}${begins}`, value: key.api_key_id };
}
