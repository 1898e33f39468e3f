import { pairs, spelt } from './field';

/**
 * The user's own data, at most 256 entries of 256 characters. What is typed in is text; numbers and booleans that an
 * expression gives stay what they are. (AgentMail docs: inbox metadata)
 */
export const metadata = pairs<string | number | boolean>(
	{
		displayName: 'Metadata',
		rowName: 'Entry',
		example: ['customer', '1042'],
		placeholder: 'Add entry',
		description: 'Your own data, such as a customer number',
	},
	(value) => (typeof value === 'number' || typeof value === 'boolean' ? value : spelt(value)),
);
