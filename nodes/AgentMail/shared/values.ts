import type { INodeParameterResourceLocator } from 'n8n-workflow';

import { InputError } from './inputError';
import { asSeen } from './invisible';
import { isRecord } from './json';

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

/** What a list is of. */
export interface ListOf {
	/** Cuts a text as people type it. */
	split: (text: string) => string[];
	/** What an object of another node names; `undefined` if it names nothing of that kind. */
	nameIn: (given: Record<string, unknown>) => unknown;
}

/**
 * A list in whatever form it comes: an array (expression), also in an array; objects that name one thing; a JSON array (AI
 * agent); or text as people type it. Blank entries are dropped, repeats stay.
 *
 * @throws {InputError} for broken JSON
 */
export function asList(value: unknown, where: string, of: ListOf): string[] {
	const text = typeof value === 'string' ? value.trim() : '';
	if (text.startsWith('[') && text.endsWith(']')) parseJson(text, where);
	return entriesIn(value, of);
}

/** The same, where brackets may be part of what is meant: `[URGENT]` is a subject. */
export function entriesIn(value: unknown, { split, nameIn }: ListOf): string[] {
	if (typeof value !== 'string') return textsIn(value, nameIn);
	const text = visible(value);
	const given = jsonIn(text);
	return given === undefined ? split(text).flatMap(written) : textsIn(given, nameIn);
}

/** A list or an object; `undefined` for any other text. */
function jsonIn(text: string): unknown {
	if (!/^(?:\[[^]*\]|\{[^]*\})$/.test(text)) return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function textsIn(value: unknown, nameIn: ListOf['nameIn']): string[] {
	if (Array.isArray(value)) return value.flatMap((each) => textsIn(each, nameIn));
	const named = isRecord(value) && !('toJSON' in value) ? nameIn(value) : undefined;
	return named === undefined ? written(asText(value)) : textsIn(named, nameIn);
}

function written(text = ''): string[] {
	const entry = /[\r\n]/.test(text) ? text.trim() : visible(text);
	return entry === '' ? [] : [entry];
}

/** What shows nothing comes along when something is copied. NUL does not, so that it is refused. */
const visible = (text: string) => (text.includes('\0') ? text : asSeen(text)).trim();

/** Labels, ids, names: text is cut at commas, semicolons, those of other scripts, and line breaks. */
export const WORDS: ListOf = {
	split: (text) => text.split(/[,;，；、،\n]/),
	nameIn(given) {
		const values = Object.values(given);
		return values.length === 1 ? values[0] : (given.value ?? given.name ?? given.label ?? given.id);
	},
};

/** What a picker stores is `{ mode, value }`; an expression or an AI agent may give the bare id. */
export function locatedId(value: unknown): unknown {
	return isLocator(value) ? value.value : value;
}

function isLocator(value: unknown): value is INodeParameterResourceLocator {
	return typeof value === 'object' && value !== null && '__rl' in value;
}
