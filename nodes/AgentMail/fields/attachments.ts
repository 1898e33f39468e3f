import type { IBinaryData, INodeProperties } from 'n8n-workflow';
import type { SendAttachment } from 'agentmail/serialization';

import { type Field } from './field';
import type { Item } from './item';
import { contentTypeOf } from '../transport/contentType';
import { safeFileName } from '../transport/download';
import { InputError } from '../shared/inputError';
import { isRecord } from '../shared/json';
import { StoredFile } from '../transport/storedFile';
import { SEVERAL } from './list';
import {
	asFlag,
	asText,
	parseJson,
	refuseLineBreaks,
	shorten,
	asList,
	splitWords,
} from '../shared/values';

/** A file of an outgoing message as the API takes it: exactly one of `content` (base64) and `url`. */
type Attachment = SendAttachment.Raw;

/** A row of the panel, or an object from an expression or an AI agent. */
interface Row {
	source?: unknown;
	property?: unknown;
	url?: unknown;
	content?: unknown;
	filename?: unknown;
	contentType?: unknown;
	inline?: unknown;
	contentId?: unknown;
}

/**
 * Files to send: n8n's binary fields, files on the web, or base64 text.
 *
 * @param tooLarge what becomes of files that one request does not take
 */
const files = (displayName: string, tooLarge: string): Field<Attachment[] | undefined, Item> => ({
	properties: (name) => [
		{
			displayName,
			name,
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add attachment',
			description: `Files to send along. ${tooLarge}.`,
			typeOptions: { multipleValues: true, sortable: true },
			options: [{ displayName: 'Attachment', name: 'attachment', values: ROW }],
		},
	],
	async read(item, path) {
		const rows = rowsOf(item.parameter(path));
		const found: Attachment[] = [];
		for (const row of rows) found.push(...(await filesOf(row, item)));
		return found.length > 0 ? found : undefined;
	},
});

export const attachments = files(
	'Attachments',
	'What is more than a request takes (6 MB) goes as a link to this n8n if it has a public address',
);

export const draftAttachments = (displayName = 'Attachments') =>
	files(
		displayName,
		'A draft takes 6 MB in all as sent, which is about 4.4 MB of files. Attach larger ones by URL',
	);

const sourceIs = (...sources: string[]) => ({ show: { source: sources } });

const ROW: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		description: 'Where the file comes from. The tool of an AI agent has no binary fields.',
		type: 'options',
		default: 'binary',
		options: [
			{ name: 'Base64 Text', value: 'base64', description: 'The file itself, written as text' },
			{ name: 'Binary Field', value: 'binary', description: 'A file of the incoming item' },
			{ name: 'URL', value: 'url', description: 'AgentMail fetches it, without credentials' },
		],
	},
	{
		displayName: 'Binary Field',
		name: 'property',
		type: 'string',
		default: 'data',
		hint: SEVERAL,
		description: 'Name of the field that holds the file on the incoming item',
		displayOptions: { ...sourceIs('binary'), hide: { '@tool': [true] } },
	},
	{
		displayName: 'File URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/invoice.pdf',
		description: 'Where AgentMail finds the file; it must open without signing in',
		displayOptions: sourceIs('url'),
	},
	{
		displayName: 'Base64 Text',
		name: 'content',
		type: 'string',
		default: '',
		placeholder: 'e.g. JVBERi0xLjcK…',
		description: 'The file written as base64 text, as other services give it',
		displayOptions: sourceIs('base64'),
	},
	{
		displayName: 'File Name',
		name: 'filename',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoice.pdf',
		description: 'What the recipient sees. Left empty, the name of the binary file is kept.',
	},
	{
		displayName: 'Content Type',
		name: 'contentType',
		type: 'string',
		default: '',
		placeholder: 'e.g. application/pdf',
		description:
			'What kind of file it is. Left empty, the type of the binary file is kept, or the file name tells it.',
	},
	{
		displayName: 'Inline',
		name: 'inline',
		type: 'boolean',
		default: false,
		description: 'Whether the file is shown inside the HTML instead of listed as an attachment',
	},
	{
		displayName: 'Content ID',
		name: 'contentId',
		type: 'string',
		default: '',
		placeholder: 'e.g. logo',
		description: 'Name by which the HTML refers to an inline file: &lt;img src="cid:logo"&gt;',
		displayOptions: { show: { inline: [true] } },
	},
];

/**
 * Rows of the panel; the plain case from an expression: names of binary fields; or row objects, one or a list.
 *
 * @throws {InputError} for what cannot be a file: a mail must not go out without one that was meant
 */
function rowsOf(value: unknown): Row[] {
	if (value === undefined || value === null || value === '') return [];
	if (typeof value === 'string') {
		return /^\s*[[{]/.test(value) ? rowsOf(parseJson(value, 'Attachments')) : [{ property: value }];
	}
	if (Array.isArray(value)) return value.flatMap((each) => rowsOf(each ?? noFile(each)));
	if (!isRecord(value)) return noFile(value);
	if ('attachment' in value) return rowsOf(value.attachment);
	return Object.keys(value).length > 0 ? [value] : [];
}

function noFile(value: unknown): never {
	throw new InputError(
		`Attachments: ${value} is not a file. Give names of binary fields, or objects with property, url or content. If an expression is used, check that it finds a value.`,
	);
}

async function filesOf(row: Row, item: Item): Promise<Attachment[]> {
	const source = row.source ?? (row.url ? 'url' : row.content ? 'base64' : 'binary');
	if (source === 'url') return [{ ...details(row), url: webAddress(row.url) }];
	if (source === 'base64') {
		const file = details(row);
		const content_type = contentTypeOf(file.filename, file.content_type);
		return [{ ...file, content_type, content: base64(row.content) }];
	}
	const names = asList(row.property ?? '', 'Binary Field', splitWords);
	if (names.length === 0) {
		throw new InputError(
			'Attachments: enter the name of the binary field that holds the file, for example data.',
		);
	}
	return await Promise.all(names.map(async (name) => await binaryFile(name, row, item)));
}

function details({ filename, contentType, inline, contentId }: Row): Attachment {
	const file: Attachment = {
		filename: asText(filename),
		content_type: asText(contentType),
		content_disposition: asFlag(inline) ? 'inline' : undefined,
		content_id: contentIdIn(asText(contentId)),
	};
	for (const value of [file.filename, file.content_type, file.content_id]) {
		if (value) refuseLineBreaks(value, 'Attachments');
	}
	return file;
}

/** As HTML has it (`cid:logo`) or as a header has it (`<logo>`): both mean `logo`. */
const contentIdIn = (given: string | undefined) =>
	given
		?.trim()
		.replace(/^cid:/i, '')
		.replace(/^<(.*)>$/, '$1');

async function binaryFile(name: string, row: Row, item: Item): Promise<Attachment> {
	const { index, context, isTool } = item;
	if (isTool) {
		throw new InputError(
			'An AI agent has no files to attach. Give the content as Base64 Text with a File Name, or write what matters into the text.',
		);
	}
	const { helpers } = context;
	const binary = binaryNamed(name, context, index);
	const own = details(row);
	const filename = own.filename ?? (binary.fileName && safeFileName(binary.fileName, name));
	const file: Attachment = {
		...own,
		filename,
		content_type: own.content_type ?? contentTypeOf(filename, binary.mimeType),
	};
	if (binary.id === undefined) return { ...file, content: inMemory(binary.data, name) };

	const { id } = binary;
	const size = binary.bytes ?? (await helpers.getBinaryMetadata(id)).fileSize;
	if (size === 0) throw empty(name);
	const open = async () => await helpers.getBinaryStream(id);
	return new StoredFile(file, size, open, () => helpers.createBinarySignedUrl?.(binary, '1 hour'));
}

function binaryNamed(name: string, { helpers }: Item['context'], index: number): IBinaryData {
	try {
		return helpers.assertBinaryData(index, name);
	} catch {
		throw missing(name);
	}
}

const missing = (name: string) =>
	new InputError(
		`The item has no file in the binary field "${name}". Check the node that makes the file, or enter the name of the field that holds it.`,
	);

/** Without a store n8n keeps files as base64. */
function inMemory(data: unknown, name: string): string {
	if (typeof data !== 'string') {
		throw new InputError(
			`Binary field "${name}" holds no file. Check the node that made it: a file is binary data, not JSON.`,
		);
	}
	const content = Buffer.from(data, 'base64').toString('base64');
	if (content === '') throw empty(name);
	return content;
}

const empty = (name: string) =>
	new InputError(`The file in binary field "${name}" is empty. Check the node that made it.`);

function webAddress(value: unknown): string {
	const url = asText(value)?.trim() ?? '';
	if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
	throw new InputError(
		`Attachments: "${shorten(url)}" is not a web address. Enter one that starts with https:// and can be opened without signing in.`,
	);
}

/** Base64 with or without line breaks, also as a `data:` address. */
function base64(value: unknown): string {
	const text = (asText(value) ?? '').replace(/^data:[^,]{0,200};base64,/, '').replaceAll(/\s/g, '');
	// One pattern for the whole would run out of stack on megabytes, so this one looks for what is wrong.
	const wrong = /[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''));
	if (text !== '' && text.length % 4 === 0 && !wrong) return text;
	throw new InputError(
		'Attachments: the Base64 Text is not valid base64. Check that it is complete.',
	);
}
