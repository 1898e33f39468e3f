import type { DomainItem } from 'agentmail/serialization';

import { path } from '../transport/path';
import { defineSearch, level, matches, pageOf } from './search';

/** Domains at the chosen scope. */
export const searchDomains = defineSearch(async (search) => {
	const page = await pageOf(
		search,
		{ path: path`${await level(search)}/domains`, entries: 'domains' },
		toItem,
	);
	return { ...page, results: page.results.filter(({ name }) => matches(search.filter, name)) };
});

function toItem({ domain_id, domain }: DomainItem.Raw) {
	return { name: domain, value: domain_id };
}
