import type { Message } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get message',
	description: 'Read one message with its text',
	fields: { inboxId, messageId },
	async run({ inboxId, messageId }, { api }) {
		return await api.get<Message.Raw>(path`/inboxes/${inboxId}/messages/${messageId}`);
	},
});
