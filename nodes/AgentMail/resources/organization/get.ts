import type { Organization } from 'agentmail/serialization';

import { defineOperation } from '../../operation/operation';
import { pickFields } from '../../operation/output';
import { path } from '../../transport/path';

export const get = defineOperation({
	name: 'Get',
	action: 'Get organization',
	description:
		'Read how many inboxes and domains there are and may be. Needs a key of the organization.',
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
