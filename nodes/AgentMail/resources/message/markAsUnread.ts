import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { labelBatch } from '../../fields/messageBatch';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

const CHANGE = { add_labels: ['unread'], remove_labels: ['read'] };

export const markAsUnread = defineOperation({
	name: 'Mark as Unread',
	action: 'Mark message as unread',
	description: 'Put the label unread on a message and take read off',
	fields: { inboxId, messageId },
	async run({ inboxId, messageId }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			CHANGE,
		);
	},
	batch: ({ inboxId, messageId }, api) => labelBatch(api, inboxId, messageId, CHANGE),
});
