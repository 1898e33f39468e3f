import type { CreateDomainRequest, Domain } from 'agentmail/serialization';

import { domainBody, domainOptions } from '../../fields/domainOptions';
import { scope } from '../../fields/scope';
import { flag, options, singleLine } from '../../operation/field';
import { defineOperation } from '../../operation/operation';
import { InputError } from '../../transport/errors';
import { path } from '../../transport/path';
import { simplifyNewDomain } from './simplify';

export const create = defineOperation({
	name: 'Create',
	action: 'Create domain',
	description: 'Add a domain of yours. Its answer lists the DNS records to set.',
	fields: {
		scope: scope('organization', 'pod'),
		domain: singleLine({
			displayName: 'Domain',
			required: true,
			placeholder: 'e.g. mail.example.com',
			description:
				'A domain that you own. It works after its DNS records are set and verified; a subdomain leaves the mail of the main domain alone.',
		}),
		options: options({
			...domainOptions,
			allowConflictingProvider: flag({
				displayName: 'Allow Conflicting Provider',
				description:
					"Whether to add the domain although another provider's mail records are set for it",
			}),
		}),
	},
	async run({ scope, domain, options: { allowConflictingProvider, ...more } }, { api }) {
		if (!domain)
			throw new InputError('Domain is empty. Enter a domain of yours, such as mail.example.com.');
		const body: CreateDomainRequest.Raw = {
			domain,
			allow_conflicting_provider: allowConflictingProvider,
			...domainBody(more),
		};
		return await api.post<Domain.Raw>(path`${scope}/domains`, body);
	},
	simplify: simplifyNewDomain,
});
