import { query } from '../../fields/listFilters';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const search = defineList({
	name: 'Search',
	action: 'Search inboxes',
	description:
		'Find inboxes whose address or display name has a word that begins with what you enter',
	api: 'inboxes.search',
	fields: { scope: scope('organization', 'pod'), query },
	source: ({ scope, query }) => ({
		path: path`${scope}/inboxes/search`,
		entries: 'inboxes',
		id: 'inbox_id',
		query: { q: query },
	}),
});
