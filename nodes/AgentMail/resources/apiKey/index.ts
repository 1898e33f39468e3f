import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deleteApiKey } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const apiKey: Resource = {
	name: 'API Key',
	value: 'apiKey',
	description: 'Keys and what they may do',
	operations: {
		create,
		getAll,
		get,
		update,
		delete: deleteApiKey,
	},
};
