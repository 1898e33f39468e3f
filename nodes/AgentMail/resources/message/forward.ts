import type { SendMessageRequest } from 'agentmail/serialization';

import { emailFormat } from '../../fields/emailFormat';
import { itsInboxId, messageId } from '../../fields/ids';
import { outgoingBody, outgoingOptions, refuseNobody, subject, to } from '../../fields/outgoing';
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
		emailFormat,
		options: options({ ...outgoingOptions, subject }),
	},
	async run(
		{ inboxId, messageId, to, emailFormat: written, options: { idempotencyKey, sendAt, ...more } },
		call,
	) {
		const body: SendMessageRequest.Raw = outgoingBody({ to, ...more, ...written });
		refuseNobody(body);
		const destination = {
			path: path`/inboxes/${inboxId}/messages/${messageId}/forward`,
			inboxId,
			draftOf: { forward_of: messageId },
		};
		return await sendMessage(destination, body, call, { idempotencyKey, sendAt });
	},
});
