import type { SendMessageRequest } from 'agentmail/serialization';

import { emailFormat } from '../../fields/emailFormat';
import { inboxId } from '../../fields/ids';
import {
	outgoingBody,
	outgoingOptions,
	refuseEmpty,
	refuseMissingPictures,
	refuseNobody,
	subject,
	to,
} from '../../fields/outgoing';
import { options } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { sendMessage } from '../../operation/sendMessage';
import { path } from '../../transport/path';

export const send = defineOperation({
	name: 'Send',
	action: 'Send message',
	description: 'Send a new email from an inbox',
	api: ['inboxes.messages.send', 'inboxes.drafts.create'],
	fields: { inboxId, to, subject, emailFormat, options: options(outgoingOptions) },
	async run(
		{ inboxId, emailFormat: written, options: { idempotencyKey, sendAt, ...more }, ...message },
		call,
	) {
		const body: SendMessageRequest.Raw = outgoingBody({ ...message, ...more, ...written });
		refuseNobody(body);
		refuseEmpty(body);
		refuseMissingPictures({ ...more, ...written });
		const destination = { path: path`/inboxes/${inboxId}/messages/send`, inboxId };
		return await sendMessage(destination, body, call, { idempotencyKey, sendAt });
	},
});
