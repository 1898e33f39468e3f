import type { IBinaryData, INodeProperties } from 'n8n-workflow';
import type { SendAttachment } from 'agentmail/serialization';

import { type Field } from './field';
import type { Item } from './item';
import { contentTypeOf } from '../transport/contentType';
import { ATTACHMENT_PREFIX } from '../transport/attachments';
import { safeFileName } from '../transport/download';
import { InputError } from '../shared/inputError';
import { isRecord } from '../shared/json';
import { StoredFile } from '../transport/storedFile';
import {
	asFlag,
	asText,
	parseJson,
	refuseLineBreaks,
	shorten,
	asList,
	WORDS,
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
 * @param description also says how large they can be
 */
const files = (
	displayName: string,
	description: string,
): Field<Attachment[] | undefined, Item> => ({
	properties: (name) => [
		{
			displayName,
			name,
			type: 'fixedCollection',
			default: {},
			placeholder: 'Add attachment',
			description,
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
	'Files to attach, up to 30 MB. Above about 4.4 MB, AgentMail fetches them from this n8n, which needs a public address.',
);

export const draftAttachments = (displayName = 'Attachments') =>
	files(displayName, 'Files to attach, about 4.4 MB in total. Attach larger files by URL.');

/** What the panel fills in. */
const DEFAULT_FIELD = 'data';

const sourceIs = (...sources: string[]) => ({ show: { source: sources } });

const ROW: INodeProperties[] = [
	{
		displayName: 'Source',
		name: 'source',
		description: 'Where the file comes from',
		type: 'options',
		default: 'binary',
		options: [
			{
				name: 'Base64 Text',
				value: 'base64',
				description: 'The content of the file, encoded as base64',
			},
			{
				name: 'Binary Field',
				value: 'binary',
				description: 'A file on the incoming item. Not available to AI agents.',
			},
			{ name: 'URL', value: 'url', description: 'AgentMail downloads it, without signing in' },
		],
	},
	{
		displayName: 'Binary Field',
		name: 'property',
		type: 'string',
		default: DEFAULT_FIELD,
		description: 'Name of the binary field with the file. Separate several with commas.',
		displayOptions: { ...sourceIs('binary'), hide: { '@tool': [true] } },
	},
	{
		displayName: 'File URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/invoice.pdf',
		description: 'Address of the file. It must open without signing in.',
		displayOptions: sourceIs('url'),
	},
	{
		displayName: 'Base64 Text',
		name: 'content',
		type: 'string',
		default: '',
		placeholder: 'e.g. JVBERi0xLjcK…',
		description: 'Content of the file, encoded as base64',
		displayOptions: sourceIs('base64'),
	},
	{
		displayName: 'File Name',
		name: 'filename',
		type: 'string',
		default: '',
		placeholder: 'e.g. invoice.pdf',
		description: 'Defaults to the name of the binary file',
	},
	{
		displayName: 'Content Type',
		name: 'contentType',
		type: 'string',
		default: '',
		placeholder: 'e.g. application/pdf',
		description: 'MIME type. Leave empty to detect it.',
	},
	{
		displayName: 'Inline',
		name: 'inline',
		type: 'boolean',
		default: false,
		description: 'Whether to show the file inside the HTML',
	},
	{
		displayName: 'Content ID',
		name: 'contentId',
		type: 'string',
		default: '',
		placeholder: 'e.g. logo',
		description: 'How the HTML refers to the file: src="cid:logo"',
		displayOptions: { show: { inline: [true] } },
	},
];

/**
 * Rows of the panel, or what an expression gives: names of binary fields, or row objects, one or a list.
 *
 * @throws {InputError} for what cannot be a file: a message must not go out without one that was meant
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
		`Attachments: ${value} is not a file. Enter names of binary fields, or objects with property, url or content. If you use an expression, check that it returns a value.`,
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
	const names = namesIn(row, item);
	if (names.length === 0) {
		throw new InputError(
			'Attachments: Binary Field is empty. Enter the name of the field with the file, such as data.',
		);
	}
	return await Promise.all(names.map(async (name) => await binaryFile(name, row, item)));
}

/** The files of a received email stand for the name that the panel fills in, if the item has no others. */
function namesIn(row: Row, item: Item): string[] {
	const names = asList(row.property ?? '', 'Binary Field', WORDS);
	const isUntouched = names.length === 1 && names[0] === DEFAULT_FIELD;
	const fields = isUntouched ? binaryFieldsOf(item) : [];
	const areReceived = fields.length > 0 && fields.every((field) => RECEIVED.test(field));
	return areReceived ? fields : names;
}

const RECEIVED = new RegExp(`^${ATTACHMENT_PREFIX}\\d+$`);

const binaryFieldsOf = ({ context, index, isTool }: Item): string[] =>
	isTool ? [] : Object.keys(context.getInputData()[index]?.binary ?? {});

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
	if (file.content_disposition === 'inline' && !file.content_id) {
		throw new InputError(
			'Attachments: Inline needs a Content ID, by which the HTML shows the file: logo for <img src="cid:logo">.',
		);
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
	const { context, isTool } = item;
	if (isTool) {
		throw new InputError(
			'An AI agent has no binary fields to attach. Give the content as Base64 Text with a File Name, or put what matters into the text.',
		);
	}
	const { helpers } = context;
	const binary = binaryNamed(name, item);
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

function binaryNamed(name: string, item: Item): IBinaryData {
	try {
		return item.context.helpers.assertBinaryData(item.index, name);
	} catch {
		throw missing(name, binaryFieldsOf(item));
	}
}

const missing = (name: string, others: string[]) =>
	new InputError(
		others.length > 0
			? `The item has no file in the binary field "${name}". It has files in: ${others.join(', ')}.`
			: `The item has no file in the binary field "${name}". Check the node that creates the file, or enter the name of the field that contains it.`,
	);

/** Without a binary store, n8n keeps files as base64 on the item. */
function inMemory(data: unknown, name: string): string {
	if (typeof data !== 'string') {
		throw new InputError(
			`The binary field "${name}" contains no file. Check the node that created it: a file is binary data, not JSON.`,
		);
	}
	const content = Buffer.from(data, 'base64').toString('base64');
	if (content === '') throw empty(name);
	return content;
}

const empty = (name: string) =>
	new InputError(
		`The file in the binary field "${name}" is empty. Check the node that created it.`,
	);

function webAddress(value: unknown): string {
	const url = asText(value)?.trim() ?? '';
	if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
	throw new InputError(
		`Attachments: "${shorten(url)}" is not a web address. Enter one that starts with https:// and opens without signing in.`,
	);
}

/** Base64 with or without line breaks, also as a `data:` address. */
function base64(value: unknown): string {
	const text = (asText(value) ?? '').replace(/^data:[^,]{0,200};base64,/, '').replaceAll(/\s/g, '');
	// A pattern for valid text would overflow the stack on megabytes, so this one looks for a wrong character.
	const wrong = /[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''));
	if (text !== '' && text.length % 4 === 0 && !wrong) return text;
	throw new InputError(
		'Attachments: the Base64 Text is not valid base64. Check that it is complete.',
	);
}
