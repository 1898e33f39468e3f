import { threadId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { notice } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteThread = defineOperation({
	name: 'Delete',
	action: 'Delete thread permanently',
	description: 'Delete a thread and its messages permanently. Move to Trash can be undone.',
	api: 'threads.delete',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		threadId,
		permanent: notice('Deleting is permanent. Move to Trash can be undone.'),
	},
	async run({ scope, threadId }, { api }) {
		await api.delete(path`${scope}/threads/${threadId}`);
		return { deleted: true, thread_id: threadId };
	},
});
