import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const markAsUnread = defineOperation({
	name: 'Mark as Unread',
	action: 'Mark message as unread',
	description: 'Put the label unread on a message and take read off',
	fields: { inboxId, messageId },
	async run({ inboxId, messageId }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			{ add_labels: ['unread'], remove_labels: ['read'] },
		);
	},
});
