import type {
	BatchGetMessagesResponse,
	BatchUpdateMessagesResponse,
} from 'agentmail/serialization';

import type { BatchMember } from '../../operation/operation';
import type { Api } from '../../transport/types';
import { path } from '../../transport/path';

/** A change of labels on a message, in wire names. */
export interface LabelChange {
	add_labels?: string[];
	remove_labels?: string[];
}

/** The same change on up to 50 messages of an inbox in one request. (AgentMail docs: batch update) */
export function labelBatch(
	api: Api,
	inboxId: string,
	messageId: string,
	change: LabelChange,
): BatchMember {
	return {
		group: JSON.stringify([inboxId, change]),
		id: messageId,
		size: 50,
		run: async (message_ids) => {
			const { updates } = await api.post<BatchUpdateMessagesResponse.Raw>(
				path`/inboxes/${inboxId}/messages/batch-update`,
				{ message_ids, ...change },
				{ repeatability: 'change' },
			);
			return new Map(updates.map((each) => [each.message_id, each]));
		},
	};
}

/** Up to 500 messages of an inbox, without their bodies, in one request. (AgentMail docs: batch get) */
export function metadataBatch(api: Api, inboxId: string, messageId: string): BatchMember {
	return {
		group: inboxId,
		id: messageId,
		size: 500,
		run: async (message_ids) => {
			const { messages } = await api.post<BatchGetMessagesResponse.Raw>(
				path`/inboxes/${inboxId}/messages/batch-get`,
				{ message_ids },
				{ repeatability: 'read' },
			);
			return new Map(messages.map((each) => [each.message_id, each]));
		},
	};
}
