import type { IExecuteFunctions } from 'n8n-workflow';

import { isUsualType } from '../transport/contentType';
import { newMarks, withoutUnread, type Marks } from './marks';
import { ownAddresses, withoutOwnLinks, type AgentContext } from './ownLinks';

/** Texts that stay bare, because the agent passes them on or compares them: by name, and only in this shape. */
const BARE: Array<{ name: RegExp; isBare: (text: string) => boolean }> = [
	// A stranger chooses a Message-ID; what is more than an id has marks, and they are taken off before it is used.
	{
		name: /(?:^|_)message_ids?$|^(?:in_reply_to|forward_of)$/,
		isBare: shaped(/^<[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}>$/),
	},
	// AgentMail makes the others, without white space and other letters; but a stranger chooses a Content-ID.
	{
		name: /^(?:id|next_page_token)$|(?<!message|content)_ids?$/,
		isBare: shaped(/^[!-~]{1,1000}$/),
	},
	{
		name: /_at$|timestamp$/,
		isBare: shaped(/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/),
	},
	{ name: /^content_type$/, isBare: isUsualType },
	{
		name: /^labels$|status$|(?<!content_)type$|^event_types$/,
		isBare: shaped(/^[\p{L}\p{N}][\p{L}\p{N}_.:/-]{0,63}$/u),
	},
];

function shaped(shape: RegExp) {
	return (text: string) => shape.test(text);
}

/** Lists of words that others chose: one text, so that they make no sentence outside of marks. */
const LISTS = new Set(['references']);

/** In these the names are chosen by others too. */
const MAPS = new Set(['headers', 'metadata']);

/**
 * An answer as a model gets it. What others wrote stands between marks; what they hid from readers and what leads into
 * this n8n is left out. Whatever is not known to be harmless counts as written by others.
 *
 * @returns the answer, with what the marks mean as its first property
 */
export function forModel(answer: object, context: IExecuteFunctions): object {
	const marks = newMarks();
	const clean = cleanFor(context);
	const shown = shownEntries(answer, clean, marks);
	return marks.used ? { how_to_read: marks.meaning, ...shown } : shown;
}

/** A sentence about what went wrong: it may quote what others wrote. */
export function sentenceForModel(sentence: string, context: IExecuteFunctions): string {
	return cleanFor(context)(withoutUnread(sentence).replace(NETWORK_CODE, ''));
}

/** Takes out of text what others hid from readers and what leads into this n8n. */
export function cleanFor(context: AgentContext): Clean {
	const own = ownAddresses(context);
	return (text) => withoutOwnLinks(withoutUnread(text), own);
}

/**
 * Where a sentence holds one of these, n8n's MCP Server Trigger puts words of its own in place of it, such as "You can
 * retry the request immediately", and what may have been done is done again. (n8n-workflow 2.41: COMMON_ERRORS)
 */
const NETWORK_CODE =
	/\bNetwork: \w+|ECONN(?:REFUSED|RESET|ABORTED)|ENOTFOUND|ETIMEDOUT|E(?:RR)?ADDR(?:INUSE|NOTAVAIL)|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO/gi;

type Clean = (text: string) => string;

function shownEntries(json: object, clean: Clean, marks: Marks): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(json).map(([name, value]) => [name, shownAs(name, value, clean, marks)]),
	);
}

function shownAs(name: string, value: unknown, clean: Clean, marks: Marks): unknown {
	if (typeof value === 'string') return shownText(name, value, clean, marks);
	if (Array.isArray(value) && LISTS.has(name) && value.length > 0) {
		return marks.around(clean(value.join(' ')));
	}
	if (Array.isArray(value)) return value.map((each) => shownAs(name, each, clean, marks));
	if (typeof value !== 'object' || value === null) return value;
	if (!MAPS.has(name)) return shownEntries(value, clean, marks);
	const lines = Object.entries(value).map(([key, inner]) => `${key}: ${String(inner)}`);
	return marks.around(clean(lines.join('\n')));
}

function shownText(name: string, text: string, clean: Clean, marks: Marks): string {
	if (text === '') return text;
	const cleaned = clean(text);
	const bare = BARE.some((each) => each.name.test(name) && each.isBare(text));
	return bare && cleaned === text ? text : marks.around(cleaned);
}
