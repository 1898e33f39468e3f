import { domainId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const verify = defineOperation({
	name: 'Verify',
	action: 'Verify domain',
	description:
		'Check the DNS records now. See the result with Get, or wait for the event domain.verified.',
	api: 'domains.verify',
	fields: { scope: scope('organization', 'pod'), domainId },
	async run({ scope, domainId }, { api }) {
		await api.post(path`${scope}/domains/${domainId}/verify`, undefined, {
			repeatability: 'change',
		});
		return { requested: true, domain_id: domainId };
	},
});
