import type { UpdateMessageResponse } from 'agentmail/serialization';

import { itsInboxId, messageId } from '../../fields/ids';
import { labelBatch, type LabelChange } from './batch';
import { defineOperation, type Operation } from '../../operation/operation';
import { path } from '../../transport/path';

/** A fixed change of labels: that is how AgentMail stores what is read, and what is in the trash. */
export const defineLabelChange = (
	texts: { name: string; action: string; description: string },
	change: LabelChange,
): Operation =>
	defineOperation({
		...texts,
		api: ['inboxes.messages.update', 'inboxes.messages.batchUpdate'],
		fields: { inboxId: itsInboxId, messageId },
		async run({ inboxId, messageId }, { api }) {
			return await api.patch<UpdateMessageResponse.Raw>(
				path`/inboxes/${inboxId}/messages/${messageId}`,
				change,
			);
		},
		batch: ({ inboxId, messageId }, api) => labelBatch(api, inboxId, messageId, change),
	});
