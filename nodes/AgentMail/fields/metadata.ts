import { pairs } from '../operation/field';

/** Own facts kept with an object. At most 256 entries of 256 characters. (AgentMail docs: inbox metadata) */
export const metadata = pairs({
	displayName: 'Metadata',
	rowName: 'Entry',
	placeholder: 'Add entry',
	description: 'Your own facts to keep with it, such as a customer number',
});
