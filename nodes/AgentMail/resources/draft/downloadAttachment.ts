import type { AttachmentResponse } from 'agentmail/serialization';

import { binaryPropertyName, outputFile } from '../../fields/binary';
import { attachmentId, draftId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { path } from '../../transport/path';

export const downloadAttachment = defineOperation({
	name: 'Download Attachment',
	action: 'Download draft attachment',
	description: 'Get a file of a draft as binary data',
	api: 'drafts.getAttachment',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		draftId,
		attachmentId,
		binaryPropertyName,
	},
	async run({ scope, draftId, attachmentId, binaryPropertyName }, { api, item }) {
		const location = await api.get<AttachmentResponse.Raw>(
			path`${scope}/drafts/${draftId}/attachments/${attachmentId}`,
		);
		const file = await outputFile(item, binaryPropertyName, location, attachmentId);
		return new WithFiles(file.details, file.binary);
	},
});
