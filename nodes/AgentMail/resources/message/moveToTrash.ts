import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { labelBatch } from '../../fields/messageBatch';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

const CHANGE = { add_labels: ['trash'] };

export const moveToTrash = defineOperation({
	name: 'Move to Trash',
	action: 'Move message to trash',
	description: 'Hide a message from lists. Restore brings it back.',
	fields: { inboxId, messageId },
	async run({ inboxId, messageId }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			CHANGE,
		);
	},
	batch: ({ inboxId, messageId }, api) => labelBatch(api, inboxId, messageId, CHANGE),
});
