import type { Resource } from '../../operation/operation';
import { deleteThread } from './delete';
import { downloadAttachment } from './downloadAttachment';
import { get } from './get';
import { getAll } from './getAll';
import { moveToTrash } from './moveToTrash';
import { reply } from './reply';
import { restore } from './restore';
import { search } from './search';

export const thread: Resource = {
	name: 'Thread',
	value: 'thread',
	description: 'Conversations: messages that answer each other',
	operations: {
		getAll,
		get,
		search,
		reply,
		downloadAttachment,
		moveToTrash,
		restore,
		delete: deleteThread,
	},
};
