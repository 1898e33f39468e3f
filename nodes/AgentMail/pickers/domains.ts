import type { DomainItem } from 'agentmail/serialization';

import { path } from '../transport/path';
import { defineSearch, level, narrowed } from './search';

/** Domains at the chosen scope. */
export const searchDomains = defineSearch(async (search) => {
	const list = path`${await level(search)}/domains`;
	return await narrowed(search, { path: list, entries: 'domains', toItem });
});

function toItem({ domain_id, domain }: DomainItem.Raw) {
	return { name: domain, value: domain_id };
}
