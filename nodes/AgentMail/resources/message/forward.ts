import type { SendMessageRequest } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import {
	outgoingBody,
	outgoingOptions,
	refuseNobody,
	subject,
	text,
	to,
} from '../../fields/outgoing';
import { options } from '../../operation/field';
import { defineOperation } from '../../operation/operation';
import { sendOnce } from '../../operation/sendOnce';
import { path } from '../../transport/path';

export const forward = defineOperation({
	name: 'Forward',
	action: 'Forward message',
	description: 'Send a message on to others, with its text and attachments',
	fields: { inboxId, messageId, to, text, options: options({ ...outgoingOptions, subject }) },
	async run({ inboxId, messageId, to, text, options: { idempotencyKey, ...more } }, call) {
		const body: SendMessageRequest.Raw = outgoingBody({ to, text, ...more });
		refuseNobody(body);
		return await sendOnce(
			path`/inboxes/${inboxId}/messages/${messageId}/forward`,
			body,
			call,
			idempotencyKey,
		);
	},
});
