import { choice, required, singleLine, trimmed } from '../../fields/field';

/** Which of AgentMail's allow and block lists. (AgentMail docs: lists) */
export const direction = choice(
	{ displayName: 'Direction', default: 'receive', description: 'Which email the list is for' },
	[
		{ name: 'Receive', value: 'receive', description: 'Incoming email' },
		{ name: 'Reply', value: 'reply', description: 'Incoming replies to email you sent' },
		{ name: 'Send', value: 'send', description: 'Outgoing email' },
	],
);

export const listType = choice(
	{
		displayName: 'List Type',
		default: 'block',
		description: 'What the list does',
	},
	[
		{
			name: 'Allow',
			value: 'allow',
			description: 'Once the list has an entry, everything else is blocked',
		},
		{ name: 'Block', value: 'block', description: 'Entries are blocked' },
	],
);

export const entry = required(
	trimmed(
		singleLine({
			displayName: 'Address or Domain',
			placeholder: 'e.g. jane@example.com or example.com',
			description: 'A domain stands for all its addresses',
		}),
	),
	'Enter an address such as jane@example.com, or a domain such as example.com.',
);
