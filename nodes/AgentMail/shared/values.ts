import type { INodeParameterResourceLocator } from 'n8n-workflow';

import { InputError } from './inputError';

/** What people, expressions and models write where a value is wanted. */

/** The text a person typed or an expression gave; `undefined` for nothing at all. Numbers and booleans are spelt out. */
export function asText(value: unknown): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value !== 'object') return String(value);
	const json = JSON.stringify(value);
	// A date is text to JSON, and comes in quotes.
	return json.startsWith('"') ? String(JSON.parse(json)) : json;
}

/** Yes or no; `undefined` for anything else. An AI agent, or an expression over form input, gives the word. */
export function asFlag(value: unknown): boolean | undefined {
	if (value === 'true' || value === 'false') return value === 'true';
	return typeof value === 'boolean' ? value : undefined;
}

/** Control characters end a header line or cut a string; none belongs in a name, a subject or a header. */
export function refuseLineBreaks(value: string, where: string): void {
	const bad = [...value].find((character) => '\r\n\0'.includes(character));
	if (bad !== undefined) {
		throw new InputError(
			`${where} must be a single line. Remove the line break in "${shorten(value)}".`,
		);
	}
}

/** A value on one line, and not too long for a sentence. */
export function shorten(value: string, length = 60): string {
	const line = value.replaceAll(/\s+/g, ' ').trim();
	return line.length > length ? `${line.slice(0, length)}…` : line;
}

export function parseJson(value: string, where: string): unknown {
	try {
		return JSON.parse(value);
	} catch {
		return notJson(value, where);
	}
}

function notJson(value: string, where: string): never {
	throw new InputError(`${where}: "${shorten(value)}" is not valid JSON. Check quotes and commas.`);
}

/**
 * A list in whatever form it comes: an array (expression), a JSON array (AI agent), or text cut by `split`.
 * Blank entries are dropped, repeats stay.
 */
export function asList(value: unknown, where: string, split: (text: string) => string[]): string[] {
	if (Array.isArray(value))
		return value.map((entry) => asText(entry)?.trim() ?? '').filter(Boolean);
	const text = asText(value)?.trim() ?? '';
	if (text.startsWith('[') && text.endsWith(']'))
		return asList(parseJson(text, where), where, split);
	return split(text)
		.map((entry) => entry.trim())
		.filter(Boolean);
}

/** Cuts text at commas and line breaks. */
export const splitWords = (text: string): string[] => text.split(/[,\n]/);

/** What a picker stores is `{ mode, value }`; an expression or an AI agent may give the bare id. */
export function locatedId(value: unknown): unknown {
	return isLocator(value) ? value.value : value;
}

function isLocator(value: unknown): value is INodeParameterResourceLocator {
	return typeof value === 'object' && value !== null && '__rl' in value;
}
