import type { UpdateMessageResponse } from 'agentmail/serialization';

import { inboxId, messageId } from '../../fields/ids';
import { labels } from '../../fields/labels';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const add = defineOperation({
	name: 'Add',
	action: 'Add label to message',
	description: 'Put labels on a message',
	fields: { inboxId, messageId, labels },
	async run({ inboxId, messageId, labels }, { api }) {
		return await api.patch<UpdateMessageResponse.Raw>(
			path`/inboxes/${inboxId}/messages/${messageId}`,
			{ add_labels: labels },
		);
	},
});
