import type { UpdateMessageRequest } from 'agentmail/serialization';

import { draftId, itsInboxId } from '../../fields/ids';
import { idempotencyKeyField } from '../../fields/keys';
import { addLabels, removeLabels } from '../../fields/labels';
import { options } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { sendOnce } from '../../operation/sendOnce';
import { path } from '../../transport/path';

export const send = defineOperation({
	name: 'Send',
	action: 'Send draft',
	description: 'Send a draft now. It becomes a message.',
	api: 'inboxes.drafts.send',
	fields: {
		inboxId: itsInboxId,
		draftId,
		options: options({ addLabels, removeLabels, idempotencyKey: idempotencyKeyField }),
	},
	async run({ inboxId, draftId, options: { addLabels, removeLabels, idempotencyKey } }, call) {
		const body: UpdateMessageRequest.Raw = { add_labels: addLabels, remove_labels: removeLabels };
		const at = path`/inboxes/${inboxId}/drafts/${draftId}/send`;
		return { inbox_id: inboxId, ...(await sendOnce(at, body, call, idempotencyKey)) };
	},
});
