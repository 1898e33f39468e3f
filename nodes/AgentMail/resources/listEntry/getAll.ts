import { direction, listType } from './fields';
import { scope } from '../../fields/scope';
import { defineList } from '../../operation/list';
import { path } from '../../transport/path';

export const getAll = defineList({
	action: 'Get many list entries',
	description: 'List the entries of an allow or block list, in alphabetical order',
	api: 'lists.list',
	fields: { scope: scope('organization', 'pod', 'inbox'), direction, listType },
	source: ({ scope, direction, listType }) => ({
		path: path`${scope}/lists/${direction}/${listType}`,
		entries: 'entries',
		id: 'entry',
	}),
});
