import type { Resource } from '../../operation/operation';
import { add } from './add';
import { remove } from './remove';
import { update } from './update';

export const label: Resource = {
	name: 'Label',
	value: 'label',
	operations: {
		add,
		remove,
		update,
	},
};
