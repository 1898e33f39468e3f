import type { inboxes } from 'agentmail/serialization';

import { clientId } from '../../fields/keys';
import { metadata } from '../../fields/metadata';
import { scope } from '../../fields/scope';
import { notice, options, singleLine } from '../../fields/field';
import { createOnce } from '../../operation/createOnce';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';

export const create = defineOperation({
	name: 'Create',
	action: 'Create inbox',
	description: 'Make a new e-mail address',
	api: 'inboxes.create',
	fields: {
		plan: notice(
			'Each inbox counts towards your AgentMail plan (the free plan has 3). A domain of your own must be verified before it can have inboxes.',
		),
		scope: scope('organization', 'pod'),
		username: singleLine({
			displayName: 'Username',
			placeholder: 'e.g. support',
			description: 'The part before the @. Left empty, AgentMail makes one up.',
		}),
		displayName: singleLine({
			displayName: 'Display Name',
			placeholder: 'e.g. Support Team',
			description: 'The name that recipients see',
		}),
		options: options({
			clientId,
			domain: singleLine({
				displayName: 'Domain',
				placeholder: 'e.g. example.com',
				description:
					'A domain of yours that is verified (see Domain: Create, then Verify). Left empty, it is agentmail.to.',
			}),
			metadata,
		}),
	},
	async run(
		{ scope, username, displayName, options: { clientId: chosenId, domain, metadata } },
		call,
	) {
		const body: inboxes.CreateInboxRequest.Raw = {
			username,
			domain,
			display_name: displayName,
			metadata,
		};
		return await createOnce<inboxes.Inbox.Raw>(
			{
				what: 'inbox',
				path: path`${scope}/inboxes`,
				body,
				chosenId,
				asked: ({ email }) => {
					const [madeName, madeDomain] = String(email).split('@');
					return {
						email: `${username?.trim() ?? madeName}@${domain?.trim() ?? madeDomain}`,
						display_name: displayName,
						metadata,
					};
				},
			},
			call,
		);
	},
});
