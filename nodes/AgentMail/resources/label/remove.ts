import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { labels } from '../../fields/labels';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const remove = defineOperation({
	name: 'Remove',
	action: 'Remove label from message',
	description: 'Take labels off a message',
	fields: { inboxId, messageId, labels },
	async run({ inboxId, messageId, labels }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			{ remove_labels: labels },
		);
	},
});
