import type { CreateDomainRequest, Domain } from 'agentmail/serialization';

import { domainBody, domainOptions } from './options';
import { scope } from '../../fields/scope';
import { flag, notice, options, required, singleLine, trimmed } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';
import { simplifyDomain } from './simplify';

export const create = defineOperation({
	name: 'Create',
	action: 'Create domain',
	description: 'Add your own domain. The output lists the DNS records to set.',
	api: 'domains.create',
	fields: {
		plan: notice(
			'Needs a paid AgentMail plan. Set the DNS records, then use Domain: Verify. A subdomain, such as mail.example.com, leaves the email of your main domain alone.',
		),
		scope: scope('organization', 'pod'),
		domain: required(
			trimmed(
				singleLine({
					displayName: 'Domain',
					placeholder: 'e.g. mail.example.com',
					description: 'A domain or subdomain that you own',
				}),
			),
			'Enter your own domain, such as mail.example.com.',
		),
		options: options({
			...domainOptions,
			allowConflictingProvider: flag({
				displayName: 'Allow Conflicting Provider',
				description: 'Whether to add a domain that has DNS records of another email provider',
			}),
		}),
	},
	async run({ scope, domain, options: { allowConflictingProvider, ...more } }, { api }) {
		const body: CreateDomainRequest.Raw = {
			domain,
			allow_conflicting_provider: allowConflictingProvider,
			...domainBody(more),
		};
		return await api.post<Domain.Raw>(path`${scope}/domains`, body);
	},
	simplify: simplifyDomain,
});
