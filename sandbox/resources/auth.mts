import type { Identity } from '../records.mjs';
import type { Context, Resource } from '../routing/context.mjs';

export const auth: Resource = {
	name: 'auth',
	levels: ['organization'],
	routes: [{ sdk: 'me', method: 'GET', path: '/auth/me', answer: me }],
};

function me({ key, store }: Context): Identity {
	const { pod_id, inbox_id, api_key_id } = key;
	const { organization_id } = store;
	const scope_type = inbox_id ? 'inbox' : pod_id ? 'pod' : 'organization';
	return {
		scope_type,
		scope_id: inbox_id ?? pod_id ?? organization_id,
		organization_id,
		...(pod_id && { pod_id }),
		...(inbox_id && { inbox_id }),
		api_key_id,
	};
}
