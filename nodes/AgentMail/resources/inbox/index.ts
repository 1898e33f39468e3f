import type { Resource } from '../../operation/operation';
import { create } from './create';
import { deleteInbox } from './delete';
import { get } from './get';
import { getAll } from './getAll';
import { getEvents } from './getEvents';
import { search } from './search';
import { update } from './update';

export const inbox: Resource = {
	name: 'Inbox',
	value: 'inbox',
	description: 'Email addresses with their messages',
	operations: {
		create,
		getAll,
		get,
		search,
		update,
		getEvents,
		delete: deleteInbox,
	},
};
