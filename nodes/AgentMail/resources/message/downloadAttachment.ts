import { binaryPropertyName } from '../../fields/binary';
import { attachmentId, itsInboxId, messageId } from '../../fields/ids';
import { attachmentOptions, downloadedAttachment } from '../../operation/attachment';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const downloadAttachment = defineOperation({
	name: 'Download Attachment',
	action: 'Download message attachment',
	description: 'Download a file from a message as binary data',
	api: 'inboxes.messages.getAttachment',
	fields: {
		inboxId: itsInboxId,
		messageId,
		attachmentId,
		binaryPropertyName,
		options: attachmentOptions,
	},
	async run({ inboxId, messageId, attachmentId, binaryPropertyName, options }, call) {
		const message = path`/inboxes/${inboxId}/messages/${messageId}`;
		return await downloadedAttachment(call, message, attachmentId, binaryPropertyName, options);
	},
});
