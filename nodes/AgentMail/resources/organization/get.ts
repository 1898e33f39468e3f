import type { Organization } from 'agentmail/serialization';

import { defineOperation } from '../../operation/operation';
import { pickFields } from '../../operation/output';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get organization',
	description:
		'Get the number of inboxes and domains, and their limits. Needs an organization API key.',
	api: 'organizations.get',
	fields: {},
	async run(_, { api }) {
		return await api.get<Organization.Raw>(path`/organizations`);
	},
	simplify: pickFields([
		'organization_id',
		'inbox_count',
		'inbox_limit',
		'domain_count',
		'domain_limit',
		'billing_type',
		'created_at',
	]),
});
