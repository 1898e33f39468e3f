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
			description: 'Name of the output binary field for the file',
			// An AI agent gets no files.
			displayOptions: { hide: { '@tool': [true] } },
		},
	],
	read: (item, path) => asText(item.parameter(path))?.trim() || 'data',
};
