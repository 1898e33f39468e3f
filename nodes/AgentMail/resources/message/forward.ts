import type { SendMessageRequest } from 'agentmail/serialization';

import { itsInboxId, messageId } from '../../fields/ids';
import {
	outgoingBody,
	outgoingOptions,
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
	api: ['inboxes.messages.forward', 'inboxes.drafts.create'],
	fields: {
		inboxId: itsInboxId,
		messageId,
		to,
		text,
		options: options({ ...outgoingOptions, subject }),
	},
	async run({ inboxId, messageId, to, text, options: { idempotencyKey, sendAt, ...more } }, call) {
		const body: SendMessageRequest.Raw = outgoingBody({ to, text, ...more });
		refuseNobody(body);
		const destination = {
			path: path`/inboxes/${inboxId}/messages/${messageId}/forward`,
			inboxId,
			draftOf: { forward_of: messageId },
		};
		return await sendMessage(destination, body, call, { idempotencyKey, sendAt });
	},
});
