import { apiKeyId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const deleteApiKey = defineOperation({
	name: 'Delete',
	action: 'Delete API key',
	description: 'Revoke a key permanently. Anything using it stops working immediately.',
	api: 'apiKeys.delete',
	fields: { scope: scope('organization', 'pod', 'inbox'), apiKeyId },
	async run({ scope, apiKeyId }, { api }) {
		await api.delete(path`${scope}/api-keys/${apiKeyId}`);
		return { deleted: true, api_key_id: apiKeyId };
	},
});
