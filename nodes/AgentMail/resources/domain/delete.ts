import { domainId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteDomain = defineOperation({
	name: 'Delete',
	action: 'Delete domain',
	description: 'Delete a domain permanently. Its inboxes can no longer send or receive.',
	api: 'domains.delete',
	fields: { scope: scope('organization', 'pod'), domainId },
	async run({ scope, domainId }, { api }) {
		await api.delete(path`${scope}/domains/${domainId}`);
		return { deleted: true, domain_id: domainId };
	},
});
