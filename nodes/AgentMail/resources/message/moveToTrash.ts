import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const moveToTrash = defineOperation({
	name: 'Move to Trash',
	action: 'Move message to trash',
	description: 'Hide a message from lists. Restore brings it back.',
	fields: { inboxId, messageId },
	async run({ inboxId, messageId }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			{ add_labels: ['trash'] },
		);
	},
});
