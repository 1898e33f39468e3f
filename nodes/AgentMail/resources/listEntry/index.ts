import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deleteListEntry } from './delete';
import { get } from './get';
import { getAll } from './getAll';

export const listEntry: Resource = {
	name: 'List Entry',
	value: 'listEntry',
	operations: {
		create,
		getAll,
		get,
		delete: deleteListEntry,
	},
};
