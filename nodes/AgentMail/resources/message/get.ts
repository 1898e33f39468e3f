import type { Message } from 'agentmail/serialization';

import { attachmentFiles, downloadOptions } from '../../fields/attachmentFiles';
import { includeAttachmentText, withAttachmentText } from '../../fields/attachmentText';
import { itsInboxId, messageId } from '../../fields/ids';
import { simplifyMessage } from '../../mail/summary';
import { metadataBatch } from './batch';
import { flag, options } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { WithFiles } from '../../operation/output';
import { path } from '../../transport/path';

const metadataOnly = flag({
	displayName: 'Metadata Only',
	description: 'Whether to leave out the text, to get up to 500 messages per request',
});

export const get = defineOperation({
	name: 'Get',
	action: 'Get message',
	description: 'Get one message with its text',
	api: ['inboxes.messages.get', 'inboxes.messages.batchGet', 'inboxes.messages.getAttachment'],
	fields: {
		inboxId: itsInboxId,
		messageId,
		metadataOnly,
		options: options({ ...downloadOptions, includeAttachmentText }),
	},
	async run({ inboxId, messageId, metadataOnly, options }, { item, api }) {
		const at = path`/inboxes/${inboxId}/messages/${messageId}`;
		const plain = await api.get<Message.Raw>(at);
		if (metadataOnly) return withoutBodies(plain);
		const [message = plain] = options.includeAttachmentText
			? await withAttachmentText(item, at, [plain])
			: [];
		if (!options.downloadAttachments) return message;
		return new WithFiles(message, await attachmentFiles(item, at, message.attachments, options));
	},
	batch: ({ inboxId, messageId, metadataOnly }, api) =>
		metadataOnly ? metadataBatch(api, inboxId, messageId) : undefined,
	simplify: simplifyMessage,
});

/** A single message is read with its bodies; the output is the same however many items there are. */
function withoutBodies(message: Message.Raw): object {
	const metadata: Partial<Message.Raw> = { ...message };
	for (const body of ['text', 'html', 'extracted_text', 'extracted_html', 'reply_to'] as const) {
		delete metadata[body];
	}
	return metadata;
}
