import { binaryPropertyName, outputAttachment } from '../../fields/binary';
import { attachmentId, draftId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
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
	},
	async run({ scope, draftId, attachmentId, binaryPropertyName }, { item }) {
		const draft = path`${scope}/drafts/${draftId}`;
		const file = await outputAttachment(item, binaryPropertyName, draft, attachmentId);
		return new WithFiles(file.details, file.binary);
	},
});
