import { inboxId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { notice } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteInbox = defineOperation({
	name: 'Delete',
	action: 'Delete inbox',
	description: 'Delete an inbox and all its email permanently',
	api: 'inboxes.delete',
	fields: {
		scope: scope('organization', 'pod'),
		inboxId,
		permanent: notice('All email of the inbox is deleted permanently.'),
	},
	async run({ scope, inboxId }, { api }) {
		await api.delete(path`${scope}/inboxes/${inboxId}`);
		return { deleted: true, inbox_id: inboxId };
	},
});
