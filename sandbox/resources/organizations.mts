import type { Organization } from '../records.mjs';
import type { Context, Resource } from '../routing/context.mjs';

export const organizations: Resource = {
	name: 'organizations',
	levels: ['organization'],
	routes: [
		{ sdk: 'get', method: 'GET', path: '/organizations', organizationKeyOnly: true, answer: get },
	],
};

function get({ store }: Context): Organization {
	return {
		organization_id: store.organization_id,
		inbox_count: store.inboxes.size,
		domain_count: store.domains.size,
		updated_at: store.created_at,
		created_at: store.created_at,
	};
}
