import type { DraftItem } from 'agentmail/serialization';

import { path } from '../transport/path';
import { dated, defineSearch, level, narrowed } from './search';

/** Drafts at the chosen scope. The API has no search for them. */
export const searchDrafts = defineSearch(async (search) => {
	const list = path`${await level(search)}/drafts`;
	return await narrowed(search, { path: list, entries: 'drafts', toItem });
});

function toItem({ draft_id, subject, to, updated_at }: DraftItem.Raw) {
	return { name: dated(updated_at, subject, to?.join(', ') || 'nobody yet'), value: draft_id };
}
