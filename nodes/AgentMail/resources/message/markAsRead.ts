import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const markAsRead = defineOperation({
	name: 'Mark as Read',
	action: 'Mark message as read',
	description: 'Put the label read on a message and take unread off',
	fields: { inboxId, messageId },
	async run({ inboxId, messageId }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			{ add_labels: ['read'], remove_labels: ['unread'] },
		);
	},
});
