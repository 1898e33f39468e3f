import type { SendMessageRequest } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import {
	outgoingBody,
	outgoingOptions,
	refuseMissingPictures,
	refuseNobody,
	subject,
	text,
	to,
} from '../../fields/outgoing';
import { options } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { sendMessage } from '../../operation/sendMessage';
import { path } from '../../transport/path';

export const forward = defineOperation({
	name: 'Forward',
	action: 'Forward message',
	description: 'Forward a message with its text and attachments',
	api: 'inboxes.messages.forward',
	fields: { inboxId, messageId, to, text, options: options({ ...outgoingOptions, subject }) },
	async run({ inboxId, messageId, to, text, options: { idempotencyKey, ...more } }, call) {
		const body: SendMessageRequest.Raw = outgoingBody({ to, text, ...more });
		refuseNobody(body);
		refuseMissingPictures(more);
		const destination = {
			path: path`/inboxes/${inboxId}/messages/${messageId}/forward`,
			inboxId,
			draftOf: { forward_of: messageId },
		};
		return await sendMessage(destination, body, call, idempotencyKey);
	},
});
