import { binaryPropertyName } from '../../fields/binary';
import { attachmentId, draftId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { attachmentOptions, downloadedAttachment } from '../../operation/attachment';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const downloadAttachment = defineOperation({
	name: 'Download Attachment',
	action: 'Download draft attachment',
	description: 'Download a file from a draft as binary data',
	api: 'drafts.getAttachment',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		draftId,
		attachmentId,
		binaryPropertyName,
		options: attachmentOptions,
	},
	async run({ scope, draftId, attachmentId, binaryPropertyName, options }, call) {
		const draft = path`${scope}/drafts/${draftId}`;
		return await downloadedAttachment(call, draft, attachmentId, binaryPropertyName, options);
	},
});
