import type { Identity } from 'agentmail/serialization';

import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const getIdentity = defineOperation({
	name: 'Get Identity',
	action: 'Get identity of API key',
	description: 'Get the scope of the API key: organization, pod or inbox',
	api: 'auth.me',
	fields: {},
	async run(_, { api }) {
		return await api.get<Identity.Raw>(path`/auth/me`);
	},
});
