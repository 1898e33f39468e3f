import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { labelBatch } from '../../fields/messageBatch';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

const CHANGE = { add_labels: ['read'], remove_labels: ['unread'] };

export const markAsRead = defineOperation({
	name: 'Mark as Read',
	action: 'Mark message as read',
	description: 'Put the label read on a message and take unread off',
	fields: { inboxId, messageId },
	async run({ inboxId, messageId }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			CHANGE,
		);
	},
	batch: ({ inboxId, messageId }, api) => labelBatch(api, inboxId, messageId, CHANGE),
});
