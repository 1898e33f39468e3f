import type { IBinaryKeyData } from 'n8n-workflow';

import { type Field } from './field';
import { hasExecution, type Item } from './item';
import { attachmentLocation } from '../transport/attachments';
import { download, withoutLink, type FileLocation } from '../transport/download';
import type { ApiPath } from '../transport/path';
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

/** A file that AgentMail has, for an output item. */
interface OutputFile {
	/** What AgentMail says of it. */
	details: object;
	/** The file under that name. */
	binary: IBinaryKeyData;
}

/**
 * Downloads a file. A tool call without an execution gets none: n8n would store it for nobody and for ever, and show a
 * model its name, which a stranger chose, beside the marked answer.
 *
 * @param name of the binary field
 */
export async function outputFile(
	item: Item,
	name: string,
	location: FileLocation,
	defaultName: string,
): Promise<OutputFile> {
	if (!hasExecution(item)) return { details: withoutLink(location), binary: {} };
	const { file, details } = await download(item.context, location, defaultName);
	return { details, binary: { [name]: file } };
}

/**
 * Downloads an attachment: see {@link outputFile}.
 *
 * @param holder the path of the message, thread or draft that has it
 */
export async function outputAttachment(
	item: Item,
	name: string,
	holder: ApiPath,
	id: string,
): Promise<OutputFile> {
	return await outputFile(item, name, await attachmentLocation(item.api, holder, id), id);
}
