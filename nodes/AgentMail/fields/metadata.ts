import { pairs, spelt } from './field';

/**
 * Own facts kept with an object. At most 256 entries of 256 characters. What is typed in is text; numbers and booleans
 * that an expression gives stay what they are. (AgentMail docs: inbox metadata)
 */
export const metadata = pairs<string | number | boolean>(
	{
		displayName: 'Metadata',
		rowName: 'Entry',
		example: ['customer', '1042'],
		placeholder: 'Add entry',
		description: 'Your own facts to keep with it, such as a customer number',
	},
	(value) => (typeof value === 'number' || typeof value === 'boolean' ? value : spelt(value)),
);
