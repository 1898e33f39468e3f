import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deleteInbox } from './delete';
import { get } from './get';
import { getAll } from './getAll';

export const inbox: Resource = {
	name: 'Inbox',
	value: 'inbox',
	description: 'E-mail addresses of yours',
	operations: { create, delete: deleteInbox, get, getAll },
};
