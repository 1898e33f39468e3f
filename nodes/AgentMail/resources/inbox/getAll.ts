import { ascending } from '../../fields/listFilters';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many inboxes',
	description: 'List inboxes, newest first',
	api: 'inboxes.list',
	fields: { scope: scope('organization', 'pod') },
	filters: { ascending },
	source: ({ scope }, { ascending }) => ({
		path: path`${scope}/inboxes`,
		entries: 'inboxes',
		id: 'inbox_id',
		query: { ascending },
	}),
});
