import { binaryPropertyName } from '../../fields/binary';
import { attachmentId, itsInboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { fetchAttachment } from '../../transport/attachments';
import { path } from '../../transport/path';

export const downloadAttachment = defineOperation({
	name: 'Download Attachment',
	action: 'Download message attachment',
	description: 'Download a file from a message as binary data',
	api: 'inboxes.messages.getAttachment',
	fields: { inboxId: itsInboxId, messageId, attachmentId, binaryPropertyName },
	async run({ inboxId, messageId, attachmentId, binaryPropertyName }, { api, item }) {
		const message = path`/inboxes/${inboxId}/messages/${messageId}`;
		const { file, details } = await fetchAttachment(api, item.context, message, attachmentId);
		return new WithFiles(details, { [binaryPropertyName]: file });
	},
});
