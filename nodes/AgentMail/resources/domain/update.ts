import type { Domain, UpdateDomainRequest } from 'agentmail/serialization';

import { domainBody, domainOptions } from './options';
import { domainId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { collection, refuseUnchanged } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';
import { simplifyDomain } from './simplify';

export const update = defineOperation({
	name: 'Update',
	action: 'Update domain',
	description: 'Change the settings of a domain',
	api: 'domains.update',
	fields: {
		scope: scope('organization', 'pod'),
		domainId,
		updateFields: collection(
			{ displayName: 'Update Fields', placeholder: 'Add field' },
			domainOptions,
		),
	},
	async run({ scope, domainId, updateFields }, { api }) {
		const body: UpdateDomainRequest.Raw = domainBody(updateFields);
		refuseUnchanged(body, 'Add a field under Update Fields.');
		return await api.patch<Domain.Raw>(path`${scope}/domains/${domainId}`, body);
	},
	simplify: simplifyDomain,
});
