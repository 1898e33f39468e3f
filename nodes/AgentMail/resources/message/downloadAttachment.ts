import { binaryPropertyName, outputAttachment } from '../../fields/binary';
import { attachmentId, itsInboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { path } from '../../transport/path';

export const downloadAttachment = defineOperation({
	name: 'Download Attachment',
	action: 'Download message attachment',
	description: 'Download a file from a message as binary data',
	api: 'inboxes.messages.getAttachment',
	fields: { inboxId: itsInboxId, messageId, attachmentId, binaryPropertyName },
	async run({ inboxId, messageId, attachmentId, binaryPropertyName }, { item }) {
		const message = path`/inboxes/${inboxId}/messages/${messageId}`;
		const file = await outputAttachment(item, binaryPropertyName, message, attachmentId);
		return new WithFiles(file.details, file.binary);
	},
});
