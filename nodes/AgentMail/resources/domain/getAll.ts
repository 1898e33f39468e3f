import { ascending } from '../../fields/listFilters';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many domains',
	description: 'List domains, newest first. Use Get to read their status.',
	api: 'domains.list',
	fields: { scope: scope('organization', 'pod') },
	filters: { ascending },
	source: ({ scope }, { ascending }) => ({
		path: path`${scope}/domains`,
		entries: 'domains',
		id: 'domain_id',
		query: { ascending },
	}),
});
