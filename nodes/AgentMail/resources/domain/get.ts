import type { Domain } from 'agentmail/serialization';

import { domainId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';
import { simplifyDomain } from './simplify';

export const get = defineOperation({
	name: 'Get',
	action: 'Get domain',
	description: 'Get one domain with its status and DNS records',
	api: 'domains.get',
	fields: { scope: scope('organization', 'pod'), domainId },
	async run({ scope, domainId }, { api }) {
		return await api.get<Domain.Raw>(path`${scope}/domains/${domainId}`);
	},
	simplify: simplifyDomain,
});
