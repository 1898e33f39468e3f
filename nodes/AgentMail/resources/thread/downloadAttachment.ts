import { binaryPropertyName, outputAttachment } from '../../fields/binary';
import { attachmentId, threadId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { path } from '../../transport/path';

export const downloadAttachment = defineOperation({
	name: 'Download Attachment',
	action: 'Download thread attachment',
	description: 'Download a file from any message of a thread as binary data',
	api: 'threads.getAttachment',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		threadId,
		attachmentId,
		binaryPropertyName,
	},
	async run({ scope, threadId, attachmentId, binaryPropertyName }, { item }) {
		const thread = path`${scope}/threads/${threadId}`;
		const file = await outputAttachment(item, binaryPropertyName, thread, attachmentId);
		return new WithFiles(file.details, file.binary);
	},
});
