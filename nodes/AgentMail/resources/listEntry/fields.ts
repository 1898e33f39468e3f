import { choice, required, singleLine, trimmed } from '../../fields/field';

/** Which of AgentMail's allow and block lists. (AgentMail docs: lists) */
export const direction = choice(
	{ displayName: 'Direction', default: 'receive', description: 'Which mail the list is about' },
	[
		{ name: 'Receive', value: 'receive', description: 'New mail that comes in' },
		{ name: 'Reply', value: 'reply', description: 'Incoming answers to mail you sent' },
		{ name: 'Send', value: 'send', description: 'Mail that goes out' },
	],
);

export const listType = choice(
	{
		displayName: 'List Type',
		default: 'block',
		description: 'Whether the entry lets mail pass or stops it',
	},
	[
		{
			name: 'Allow',
			value: 'allow',
			description: 'Once the list has an entry, only what is on it may pass',
		},
		{ name: 'Block', value: 'block', description: 'What is on the list may not pass' },
	],
);

export const entry = required(
	trimmed(
		singleLine({
			displayName: 'Address or Domain',
			placeholder: 'e.g. jane@example.com or example.com',
			description: 'Whom the entry is about. A domain stands for all addresses in it.',
		}),
	),
	'Enter an address such as jane@example.com, or a domain such as example.com.',
);
