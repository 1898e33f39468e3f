import type { Resource } from '../../operation/operation';
import { add } from './add';
import { remove } from './remove';

export const label: Resource = {
	name: 'Label',
	value: 'label',
	description: 'Marks on messages, such as answered or vip',
	operations: { add, remove },
};
