import type { GetSetupLinkResponse } from 'agentmail/serialization';

import { domainId } from '../../fields/ids';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const getSetupLink = defineOperation({
	name: 'Get Setup Link',
	action: 'Get setup link of domain',
	description:
		'Get a link for setting the DNS records at your DNS provider, if it supports this. Needs an organization API key.',
	api: 'domains.getSetupLink',
	fields: { domainId },
	async run({ domainId }, { api }) {
		return await api.get<GetSetupLinkResponse.Raw>(path`/domains/${domainId}/setup-link`);
	},
});
