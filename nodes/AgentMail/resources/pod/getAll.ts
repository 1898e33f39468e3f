import { ascending } from '../../fields/listFilters';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many pods',
	description: 'List pods, newest first',
	api: 'pods.list',
	fields: {},
	filters: { ascending },
	source: (_, { ascending }) => ({
		path: path`/pods`,
		entries: 'pods',
		id: 'pod_id',
		query: { ascending },
	}),
});
