import { mailFilters, query } from '../../fields/listFilters';
import { simplifyFoundThread } from '../../mail/summary';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

const { after, before } = mailFilters;

export const search = defineList({
	name: 'Search',
	action: 'Search threads',
	description: 'Search threads by words in senders, recipients, subject and text, best match first',
	api: 'threads.search',
	fields: { scope: scope('organization', 'pod', 'inbox'), query },
	filters: { after, before },
	source: ({ scope, query }, { after, before }) => ({
		path: path`${scope}/threads/search`,
		entries: 'threads',
		id: 'thread_id',
		query: { q: query, before, after },
	}),
	simplify: simplifyFoundThread,
});
