import { draftId, inboxId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteDraft = defineOperation({
	name: 'Delete',
	action: 'Delete draft',
	description: 'Throw a draft away. It is then not sent, also if it was scheduled.',
	api: 'inboxes.drafts.delete',
	fields: { inboxId, draftId },
	async run({ inboxId, draftId }, { api }) {
		await api.delete(path`/inboxes/${inboxId}/drafts/${draftId}`);
		return { deleted: true, inbox_id: inboxId, draft_id: draftId };
	},
});
