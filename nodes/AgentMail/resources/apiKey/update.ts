import type { ApiKey, UpdateApiKeyRequest } from 'agentmail/serialization';

import { apiKeyId } from '../../fields/ids';
import { newerPermissions, permissions } from './permissions';
import { scope } from '../../fields/scope';
import { collection, refuseUnchanged, singleLine } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { needsValues } from '../../transport/availability';
import { path } from '../../transport/path';
import { simplifyApiKey } from './simplify';

export const update = defineOperation({
	name: 'Update',
	action: 'Update API key',
	description: 'Change the name or permissions of a key',
	api: 'apiKeys.update',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		apiKeyId,
		updateFields: collection(
			{ displayName: 'Update Fields', placeholder: 'Add field' },
			{
				name: singleLine({
					displayName: 'Key Name',
					placeholder: 'e.g. Customer 1042',
					description: 'Name of the key',
				}),
				permissions,
			},
		),
	},
	async run({ scope, apiKeyId, updateFields }, { api }) {
		const body: UpdateApiKeyRequest.Raw = updateFields;
		refuseUnchanged(body, 'Add Key Name or Permissions under Update Fields.');
		return await api
			.patch<ApiKey.Raw>(path`${scope}/api-keys/${apiKeyId}`, body)
			.catch(needsValues(newerPermissions(body.permissions ?? {})));
	},
	simplify: simplifyApiKey,
});
