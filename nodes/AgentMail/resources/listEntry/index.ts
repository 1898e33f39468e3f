import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deleteListEntry } from './delete';
import { get } from './get';
import { getAll } from './getAll';

export const listEntry: Resource = {
	name: 'List Entry',
	value: 'listEntry',
	description: 'Who may write to you, and whom you may write to',
	operations: {
		create,
		getAll,
		get,
		delete: deleteListEntry,
	},
};
