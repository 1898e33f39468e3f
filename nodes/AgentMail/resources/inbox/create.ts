import type { inboxes } from 'agentmail/serialization';

import { clientId } from '../../fields/keys';
import { status } from './status';
import { metadata } from '../../fields/metadata';
import { scope } from '../../fields/scope';
import { notice, options, singleLine } from '../../fields/field';
import { InputError } from '../../shared/inputError';
import { createOnce } from '../../operation/createOnce';
import { defineOperation } from '../../operation/operation';
import { needsValues } from '../../transport/availability';
import { path } from '../../transport/path';

export const create = defineOperation({
	name: 'Create',
	action: 'Create inbox',
	description: 'Create an inbox with a new email address',
	api: 'inboxes.create',
	fields: {
		plan: notice(
			'Each inbox counts toward your AgentMail plan (the free plan has 3). Your own domain must be verified before you can use it.',
		),
		scope: scope('organization', 'pod'),
		username: singleLine({
			displayName: 'Username',
			placeholder: 'e.g. support',
			description: 'Part before the @. Leave empty to generate one.',
		}),
		displayName: singleLine({
			displayName: 'Display Name',
			placeholder: 'e.g. Support Team',
			description: 'Name that recipients see',
		}),
		options: options({
			clientId,
			domain: singleLine({
				displayName: 'Domain',
				placeholder: 'e.g. example.com',
				description: 'A verified domain of yours. Defaults to agentmail.to.',
			}),
			metadata,
			status,
		}),
	},
	async run(
		{ scope, username, displayName, options: { clientId: chosenId, domain, metadata, status } },
		call,
	) {
		refuseAddress(username);
		const body: inboxes.CreateInboxRequest.Raw & { status?: string } = {
			username,
			domain,
			display_name: displayName,
			metadata,
			status,
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
		).catch(needsValues({ Status: status }));
	},
});

/** @throws {InputError} for a whole address: AgentMail would say only that the name is invalid */
function refuseAddress(username: string | undefined): void {
	const [name = '', domain] = username?.split('@') ?? [];
	if (domain === undefined) return;
	throw new InputError(
		`Username is only the part before the @. Enter ${name.trim() || 'support'}, and put the domain (${domain.trim() || 'example.com'}) into Domain under Options. Without it, the address ends with @agentmail.to.`,
	);
}
