import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { labelBatch } from '../../fields/messageBatch';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

const CHANGE = { remove_labels: ['trash'] };

export const restore = defineOperation({
	name: 'Restore',
	action: 'Restore message from trash',
	description: 'Bring a message back from the trash',
	fields: { inboxId, messageId },
	async run({ inboxId, messageId }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			CHANGE,
		);
	},
	batch: ({ inboxId, messageId }, api) => labelBatch(api, inboxId, messageId, CHANGE),
});
