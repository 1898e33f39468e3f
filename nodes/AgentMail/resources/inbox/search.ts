import { query } from '../../fields/listFilters';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const search = defineList({
	name: 'Search',
	action: 'Search inboxes',
	description: 'Search inboxes by the beginning of words in their address or display name',
	api: 'inboxes.search',
	fields: { scope: scope('organization', 'pod'), query },
	source: ({ scope, query }) => ({
		path: path`${scope}/inboxes/search`,
		entries: 'inboxes',
		id: 'inbox_id',
		query: { q: query },
	}),
});
