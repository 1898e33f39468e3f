import { type Field } from './field';
import { asText } from '../shared/values';

/** Where a downloaded file goes on the output item. */
export const binaryPropertyName: Field<string> = {
	properties: (name) => [
		{
			displayName: 'Put Output File in Field',
			name,
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output binary field to put the file in',
			description: 'The name of the output binary field to put the file in',
			// An AI agent gets no files.
			displayOptions: { hide: { '@tool': [true] } },
		},
	],
	read: (item, path) => asText(item.parameter(path))?.trim() || 'data',
};
