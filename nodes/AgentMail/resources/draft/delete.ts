import { draftId, itsInboxId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteDraft = defineOperation({
	name: 'Delete',
	action: 'Delete draft',
	description: 'Delete a draft. A scheduled draft is then not sent.',
	api: 'inboxes.drafts.delete',
	fields: { inboxId: itsInboxId, draftId },
	async run({ inboxId, draftId }, { api }) {
		await api.delete(path`/inboxes/${inboxId}/drafts/${draftId}`);
		return { deleted: true, inbox_id: inboxId, draft_id: draftId };
	},
});
