import type { ApiKey } from 'agentmail/serialization';

import { apiKeyId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';
import { simplifyApiKey } from './simplify';

export const get = defineOperation({
	name: 'Get',
	action: 'Get API key',
	description: 'Get what a key can do, but not its secret. Needs an organization API key.',
	api: 'apiKeys.get',
	fields: { apiKeyId },
	async run({ apiKeyId }, { api }) {
		return await api.get<ApiKey.Raw>(path`/api-keys/${apiKeyId}`);
	},
	simplify: simplifyApiKey,
});
