import type { Identity } from 'agentmail/serialization';

import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const getIdentity = defineOperation({
	name: 'Get Identity',
	action: 'Get identity of API key',
	description: 'Read whether the API key is bound to the organization, a pod or an inbox',
	api: 'auth.me',
	fields: {},
	async run(_, { api }) {
		return await api.get<Identity.Raw>(path`/auth/me`);
	},
});
