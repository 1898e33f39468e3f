import { type Field } from './field';
import { InputError } from '../shared/inputError';
import { asText } from '../shared/values';

/** Words to search for; there is no search for nothing. */
export const query: Field<string> = {
	properties: (name) => [
		{
			displayName: 'Query',
			name,
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. invoice 1042',
			description: 'Words to search for',
		},
	],
	read: (item, path) => {
		const words = asText(item.parameter(path))?.trim();
		if (words) return words;
		throw new InputError('Query is empty. Enter the words to search for.');
	},
};
