import type { AttachmentResponse } from 'agentmail/serialization';

import { binaryPropertyName, outputFile } from '../../fields/binary';
import { attachmentId, inboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { path } from '../../transport/path';

export const downloadAttachment = defineOperation({
	name: 'Download Attachment',
	action: 'Download message attachment',
	description: 'Get a file of a message as binary data',
	api: 'inboxes.messages.getAttachment',
	fields: { inboxId, messageId, attachmentId, binaryPropertyName },
	async run({ inboxId, messageId, attachmentId, binaryPropertyName }, { api, item }) {
		const location = await api.get<AttachmentResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}/attachments/${attachmentId}`,
		);
		const file = await outputFile(item, binaryPropertyName, location, attachmentId);
		return new WithFiles(file.details, file.binary);
	},
});
