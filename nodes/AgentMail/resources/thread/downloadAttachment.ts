import type { AttachmentResponse } from 'agentmail/serialization';

import { binaryPropertyName, outputFile } from '../../fields/binary';
import { attachmentId, threadId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { path } from '../../transport/path';

export const downloadAttachment = defineOperation({
	name: 'Download Attachment',
	action: 'Download thread attachment',
	description: 'Get a file of any message of a conversation as binary data',
	api: 'threads.getAttachment',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		threadId,
		attachmentId,
		binaryPropertyName,
	},
	async run({ scope, threadId, attachmentId, binaryPropertyName }, { api, item }) {
		const location = await api.get<AttachmentResponse.Raw>(
			path`${scope}/threads/${threadId}/attachments/${attachmentId}`,
		);
		const file = await outputFile(item, binaryPropertyName, location, attachmentId);
		return new WithFiles(file.details, file.binary);
	},
});
