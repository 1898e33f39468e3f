import type { SendMessageRequest, SendMessageResponse } from 'agentmail/serialization';

import { inboxId } from '../../fields/ids';
import { outgoingBody, outgoingOptions, subject, text, to } from '../../fields/outgoing';
import { options } from '../../operation/field';
import { defineOperation } from '../../operation/operation';
import { InputError } from '../../transport/errors';
import { path } from '../../transport/path';

export const send = defineOperation({
	name: 'Send',
	action: 'Send message',
	description: 'Send a new e-mail from an inbox',
	fields: { inboxId, to, subject, text, options: options(outgoingOptions) },
	async run({ inboxId, options: { idempotencyKey, ...more }, ...message }, { api, key }) {
		const body: SendMessageRequest.Raw = outgoingBody({ ...message, ...more });
		if (!body.to && !body.cc && !body.bcc) {
			throw new InputError('The message has no recipient. Fill in To, CC or BCC.');
		}
		return await api.post<SendMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/send`,
			body,
			idempotencyKey ?? key,
		);
	},
});
