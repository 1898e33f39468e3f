import { itsInboxId, messageId } from '../../fields/ids';
import { notice } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteMessage = defineOperation({
	name: 'Delete',
	action: 'Delete message permanently',
	description: 'Delete a message permanently. Move to Trash can be undone.',
	api: 'inboxes.messages.delete',
	fields: {
		inboxId: itsInboxId,
		messageId,
		permanent: notice('Deleting is permanent. Move to Trash can be undone.'),
	},
	async run({ inboxId, messageId }, { api }) {
		await api.delete(path`/inboxes/${inboxId}/messages/${messageId}`);
		return { deleted: true, inbox_id: inboxId, message_id: messageId };
	},
});
