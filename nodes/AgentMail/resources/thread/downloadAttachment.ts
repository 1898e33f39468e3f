import { binaryPropertyName } from '../../fields/binary';
import { attachmentId, threadId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { attachmentOptions, downloadedAttachment } from '../../operation/attachment';
import { defineOperation } from '../../operation/operation';
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
		options: attachmentOptions,
	},
	async run({ scope, threadId, attachmentId, binaryPropertyName, options }, call) {
		const thread = path`${scope}/threads/${threadId}`;
		return await downloadedAttachment(call, thread, attachmentId, binaryPropertyName, options);
	},
});
