import { binaryPropertyName } from '../../fields/binary';
import { attachmentId, threadId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { fetchAttachment } from '../../transport/attachments';
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
	async run({ scope, threadId, attachmentId, binaryPropertyName }, { api, item }) {
		const thread = path`${scope}/threads/${threadId}`;
		const { file, details } = await fetchAttachment(api, item.context, thread, attachmentId);
		return new WithFiles(details, { [binaryPropertyName]: file });
	},
});
