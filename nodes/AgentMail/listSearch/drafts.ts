import type { DraftItem } from 'agentmail/serialization';

import { path } from '../transport/path';
import { dated, defineSearch, level, matches, pageOf } from './search';

/** Drafts at the chosen scope. The API has no search for them: what is typed narrows each page. */
export const searchDrafts = defineSearch(async (search) => {
	const drafts = path`${await level(search)}/drafts`;
	const page = await pageOf(search, { path: drafts, entries: 'drafts' }, toItem);
	return { ...page, results: page.results.filter(({ name }) => matches(search.filter, name)) };
});

function toItem({ draft_id, subject, to, updated_at }: DraftItem.Raw) {
	return { name: dated(updated_at, subject, to?.join(', ') || 'nobody yet'), value: draft_id };
}
