import type { Message } from 'agentmail/serialization';

import { attachmentFiles, downloadOptions } from '../../fields/attachmentFiles';
import { inboxId, messageId } from '../../fields/ids';
import { simplifyMessage } from '../../fields/mailSummary';
import { options } from '../../operation/field';
import { defineOperation, WithFiles } from '../../operation/operation';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get message',
	description: 'Read one message with its text',
	fields: { inboxId, messageId, options: options(downloadOptions) },
	async run({ inboxId, messageId, options }, { item, api }) {
		const at = path`/inboxes/${inboxId}/messages/${messageId}`;
		const message = await api.get<Message.Raw>(at);
		if (!options.downloadAttachments) return message;
		return new WithFiles(message, await attachmentFiles(item, at, message.attachments, options));
	},
	simplify: simplifyMessage,
});
