import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deletePod } from './delete';
import { get } from './get';
import { getAll } from './getAll';

export const pod: Resource = {
	name: 'Pod',
	value: 'pod',
	description: 'Separate spaces, such as one for each customer',
	operations: {
		create,
		getAll,
		get,
		delete: deletePod,
	},
};
