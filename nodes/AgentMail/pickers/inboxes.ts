import type { inboxes } from 'agentmail/serialization';

import { boundPath } from '../transport/identity';
import { path } from '../transport/path';
import { defineSearch, searched } from './search';

/** Inboxes the key can reach, by address and name. */
export const searchInboxes = defineSearch(async (search) => {
	const identity = await search.api.identity();
	const level = boundPath(identity);
	if (identity.scope_type === 'inbox') return { results: [toItem(await search.api.get(level))] };
	return await searched(search, { path: path`${level}/inboxes`, entries: 'inboxes', toItem });
});

function toItem({ inbox_id, display_name }: Pick<inboxes.Inbox.Raw, 'inbox_id' | 'display_name'>) {
	return { name: display_name ? `${display_name} <${inbox_id}>` : inbox_id, value: inbox_id };
}
