import type { Resource } from '../../operation/operation';
import { add } from './add';
import { remove } from './remove';
import { update } from './update';

export const label: Resource = {
	name: 'Label',
	value: 'label',
	description: 'Tags on messages, threads and drafts',
	operations: {
		add,
		remove,
		update,
	},
};
