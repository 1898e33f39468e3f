import type { INodeProperties } from 'n8n-workflow';

import { htmlText } from '../mail/htmlText';
import { choice, text as textField, type Field } from './field';
import type { Item } from './item';

/** What an outgoing message says: as text, as HTML, or as both. */

const plainText = textField({
	displayName: 'Text',
	typeOptions: { rows: 5 },
	description: 'The message as plain text. For formatting, also add HTML.',
});

/** A tag of formatted email. Plain text has `<` too, as in `a < b` or `<jane@example.com>`. */
const TAG =
	/<\/?(?:a|b|body|br|div|em|h[1-6]|html|i|img|li|ol|p|span|strong|table|td|tr|ul)(?:\s[^<>]*)?\/?>/i;

/** Runs of the node that already show the hint. */
const hinted = new WeakSet<object>();

/** HTML tags are sent as they are, because someone may write about HTML; n8n shows a hint beside the output. */
export const text: Field<string | undefined, Item> = {
	properties: plainText.properties,
	read: async (item, path) => {
		const given = body(await plainText.read(item, path), item);
		if (given !== undefined && TAG.test(given) && !hinted.has(item.context)) {
			hinted.add(item.context);
			item.context.addExecutionHints({
				message:
					'Text contains HTML tags, and recipients see them as they are. Put formatted text into HTML (Email Format).',
			});
		}
		return given;
	},
};

const formatted = textField({
	displayName: 'HTML',
	typeOptions: { rows: 5 },
	description: 'Formatted text. Also fill in Text: some email clients show only plain text.',
});

/** Beside Text. */
export const html: Field<string | undefined, Item> = {
	properties: formatted.properties,
	read: async (item, path) => {
		const given = body(await formatted.read(item, path), item);
		return given !== undefined && NOTHING.test(given.trim()) ? undefined : given;
	},
};

/** What expressions and models write where there is nothing. */
const NOTHING = /^(?:null|none|undefined)$/i;

/** White space alone is no text. A model that writes `\\n` and no line break means line breaks, but not in a path of Windows. */
function body(given: string | undefined, { isTool }: Item): string | undefined {
	if (given === undefined || given.trim() === '') return undefined;
	const isEscaped = isTool && !given.includes('\n') && !/\b[a-z]:\\|\\\\/i.test(given);
	return isEscaped ? given.replace(/(?:\\r)?\\n/g, '\n') : given;
}

/** For people, who choose the format first. */
const shown = (displayName: string, description: string) =>
	textField({ displayName, typeOptions: { rows: 5 }, description });
const shownText = shown('Text', 'The message as plain text');
const shownHtml = shown('HTML', 'The message as HTML. If Text is empty, it is made from this.');
const besideText = shown('HTML', 'Sent along with Text, like Email Format: Both');

/** As n8n's Send Email node has it. */
const format = choice(
	{
		displayName: 'Email Format',
		default: 'text',
		noDataExpression: true,
		description: 'Plain text, HTML or both',
		displayOptions: { hide: { '@tool': [true] } },
	},
	[
		{ name: 'Text', value: 'text' },
		{ name: 'HTML', value: 'html' },
		{ name: 'Both', value: 'both' },
	],
);

/** The bodies of a message, in wire names. */
export interface Written {
	text?: string;
	html?: string;
}

/** The format and what is written in it, for people. AI agents fill in Text, and HTML under Options. */
export const emailFormat: Field<Written, Item> = {
	properties: (name) => [
		...format.properties(name),
		...forPeople(shownText.properties('text'), { [name]: ['both', 'text'] }),
		...forAgents(text.properties('text')),
		...forPeople(shownHtml.properties('html'), { [name]: ['both', 'html'] }),
	],
	read: async (item, path) => {
		const chosen = item.isTool ? 'text' : await format.read(item, path);
		const plain = chosen === 'html' ? undefined : await text.read(item, 'text');
		if (chosen === 'text') return { text: plain, html: await html.read(item, 'options.html') };
		const written = await html.read(item, 'html');
		return { text: plain ?? (htmlText(written ?? '') || undefined), html: written };
	},
};

/** HTML under Options, as it was before there was a format, and as AI agents have it. {@link emailFormat} reads it. */
export const htmlOption: Field<undefined> = {
	properties: (name) => [
		...forAgents(html.properties(name)),
		...forPeople(besideText.properties(name), { '/emailFormat': ['text'] }),
	],
	read: () => undefined,
};

type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

const forPeople = (properties: INodeProperties[], show: Show) =>
	properties.map((property) => ({
		...property,
		displayOptions: { show, hide: { '@tool': [true] } },
	}));

const forAgents = (properties: INodeProperties[]) =>
	properties.map((property) => ({ ...property, displayOptions: { show: { '@tool': [true] } } }));
