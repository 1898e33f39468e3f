import { attachmentText } from '../../fields/attachmentText';
import { attachmentId, itsInboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const getAttachmentText = defineOperation({
	name: 'Get Attachment Text',
	action: 'Get text of message attachment',
	description: 'Read what a PDF, Word, Excel or text attachment says, such as an invoice',
	api: 'inboxes.messages.getAttachment',
	fields: { inboxId: itsInboxId, messageId, attachmentId },
	run: async ({ inboxId, messageId, attachmentId }, { item }) =>
		await attachmentText(item, path`/inboxes/${inboxId}/messages/${messageId}`, attachmentId),
});
