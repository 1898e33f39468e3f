import type { INodeProperties, NodeParameterValueType } from 'n8n-workflow';

import { InputError } from '../transport/errors';
import { isRecord } from '../shared/json';
import { readTime } from '../shared/time';
import { locatedId, type Item } from './item';

/**
 * A parameter of an operation: how n8n shows it, and how its value is read and checked.
 *
 * The name is the key under which an operation lists the field, so it is written once. A field may show several
 * parameters (a scope and the pod it asks for).
 */
export interface Field<T> {
	properties(name: string): INodeProperties[];
	/** @param path the parameter's place, such as `text` or `options.html` */
	read(item: Item, path: string): T | Promise<T>;
}

export type Fields = Record<string, Field<unknown>>;

/** What {@link readAll} makes of fields. */
export type Values<F extends Fields> = {
	[Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

/** How a field looks in the panel: an n8n property without what is derived. */
export type Look = Omit<INodeProperties, 'name' | 'type' | 'default' | 'options'> & {
	default?: NodeParameterValueType;
};

/** Reads fields in the order they are listed. `within` is the parameter that holds them, such as `options`. */
export async function readAll<F extends Fields>(
	fields: F,
	item: Item,
	within = '',
): Promise<Values<F>> {
	const values: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(fields)) {
		values[name] = await field.read(item, within ? `${within}.${name}` : name);
	}
	return values as Values<F>;
}

export function propertiesOf(fields: Fields): INodeProperties[] {
	return Object.entries(fields).flatMap(([name, field]) => field.properties(name));
}

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

/** A line or more of text. White space is content and stays. */
export function text(look: Look): Field<string | undefined> {
	return {
		properties: (name) => [{ default: '', ...look, name, type: 'string' }],
		read: (item, path) => asText(item.parameter(path)),
	};
}

/** Text for one header line. A line break in it could add headers of its own to the mail. */
export function singleLine(look: Look): Field<string | undefined> {
	return {
		properties: text(look).properties,
		read: (item, path) => {
			const value = asText(item.parameter(path));
			if (value !== undefined) refuseLineBreaks(value, look.displayName);
			return value;
		},
	};
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

/** A value as it may stand in a sentence. */
export function shorten(value: string, length = 60): string {
	const line = value.replaceAll(/\s+/g, ' ').trim();
	return line.length > length ? `${line.slice(0, length)}…` : line;
}

export function flag(look: Look): Field<boolean | undefined> {
	return {
		properties: (name) => [{ default: false, ...look, name, type: 'boolean' }],
		read: (item, path) => asFlag(item.parameter(path)),
	};
}

/** A sentence that stands in the panel where people stumble; it has no value. */
export function notice(sentence: string): Field<undefined> {
	return {
		properties: (name) => [{ displayName: sentence, name, type: 'notice', default: '' }],
		read: () => undefined,
	};
}

/** A number within the bounds that the panel shows. */
export function number(look: Look): Field<number | undefined> {
	return {
		properties: (name) => [{ default: 0, ...look, name, type: 'number' }],
		read: (item, path) => {
			const value = item.parameter(path);
			if (value === undefined || value === '') return undefined;
			const { minValue = -Infinity, maxValue = Infinity } = look.typeOptions ?? {};
			const given = Number(value);
			if (given >= minValue && given <= maxValue) return given;
			const most = maxValue === Infinity ? '' : ` to ${maxValue}`;
			throw new InputError(`${look.displayName} must be a number from ${minValue}${most}.`);
		},
	};
}

/** A point in time, sent as ISO 8601 in UTC with milliseconds, as the SDK writes it. */
export function dateTime(look: Look): Field<string | undefined> {
	return {
		properties: (name) => [{ default: '', ...look, name, type: 'dateTime' }],
		read: (item, path) => timeOf(item.parameter(path), look.displayName, item)?.toISOString(),
	};
}

/** A time, as {@link readTime} reads it. Without a zone, as n8n's date picker stores it, it is meant in the workflow's. */
export function timeOf(value: unknown, where: string, { context }: Item): Date | undefined {
	const given = asText(value);
	if (given === undefined) return undefined;
	const time = readTime(value, context.getTimezone());
	if ('at' in time) return time.at;
	const shown = `${where}: "${shorten(given.replaceAll('"', ''))}"`;
	throw new InputError(
		time.refusal === 'ambiguous'
			? `${shown} can be read as ${time.either} or as ${time.or}. Write the one you mean.`
			: `${shown} is not a date. Use a form such as 2026-01-31T09:00:00Z.`,
	);
}

/** One of a few values. */
export function choice<V extends string>(
	look: Look & { default?: V },
	options: ReadonlyArray<{ name: string; value: V; description?: string }>,
): Field<V> {
	return {
		properties: (name) => [
			{ default: options[0]?.value ?? '', ...look, name, type: 'options', options: [...options] },
		],
		read: (item, path) => {
			const value = item.parameter(path) ?? look.default ?? options[0]?.value;
			const known = options.find((option) => option.value === value);
			if (known) return known.value;
			const names = options.map((option) => option.value).join(', ');
			throw new InputError(`${look.displayName} must be one of: ${names}.`);
		},
	};
}

/** Rows a person adds, each with the same few fields: headers, metadata. */
export function pairs<V>(
	look: Look & { rowName: string; example: readonly [name: string, value: string] },
	valueOf: (given: unknown) => V,
	check: (name: string, value: V) => void = () => {},
): Field<Record<string, V> | undefined> {
	const { rowName, example, ...shown } = look;
	const [exampleName, exampleValue] = example;
	return {
		properties: (name) => [
			{
				...shown,
				name,
				type: 'fixedCollection',
				default: {},
				typeOptions: { multipleValues: true },
				options: [
					{
						displayName: rowName,
						name: 'pair',
						values: [
							{
								displayName: `${rowName} Name`,
								name: 'name',
								type: 'string',
								default: '',
								placeholder: `e.g. ${exampleName}`,
								description: `What the ${rowName.toLowerCase()} is called`,
							},
							{
								displayName: `${rowName} Value`,
								name: 'value',
								type: 'string',
								default: '',
								placeholder: `e.g. ${exampleValue}`,
								description: `The value of the ${rowName.toLowerCase()}`,
							},
						],
					},
				],
			},
		],
		read: (item, path) => {
			const entries = pairEntries(item.parameter(path), look.displayName).map(
				([name, given]): [string, V] => [name, valueOf(given)],
			);
			for (const [name, value] of entries) check(name, value);
			return entries.length > 0 ? Object.fromEntries(entries) : undefined;
		},
	};
}

/** A value spelt out. */
export const spelt = (value: unknown): string => asText(value) ?? '';

/** Rows from the panel; from an expression a list of such rows, or an object (or the JSON of either). */
function pairEntries(value: unknown, where: string): Array<[string, unknown]> {
	const given = typeof value === 'string' && value !== '' ? parseJson(value, where) : value;
	if (typeof given !== 'object' || given === null) return [];
	const rows: unknown = 'pair' in given ? given.pair : given;
	if (!Array.isArray(rows)) return Object.entries(given);
	return rows
		.filter(isRecord)
		.map(({ name, value }): [string, unknown] => [spelt(name).trim(), value])
		.filter(([name]) => name !== '');
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

/** Fields that most people leave alone, added one by one: n8n's "Add option". Listed alphabetically, as n8n has it. */
export function collection<F extends Fields>(
	look: Look & { placeholder: string },
	fields: F,
): Field<Values<F>> {
	const inside = propertiesOf(fields).sort((a, b) =>
		a.displayName.localeCompare(b.displayName, 'en'),
	);
	return {
		properties: (name) => [{ ...look, name, type: 'collection', default: {}, options: inside }],
		read: async (item, path) => await readAll(fields, item, path),
	};
}

export function options<F extends Fields>(fields: F): Field<Values<F>> {
	return collection({ displayName: 'Options', placeholder: 'Add option' }, fields);
}

/** A list search in `methods.listSearch` of the node. */
interface PickerLook extends Look {
	search: string;
	/** What to enter by hand, such as `support@agentmail.to`. */
	example: string;
}

/**
 * One thing chosen from a searchable list, or by its id. Always given: an operation cannot run without it.
 *
 * A message stays chosen when another inbox is. n8n could clear it (`loadOptionsDependsOn`), but would clear an
 * expression too, and that already when the first data reaches an open panel (seen in n8n 2.41.1).
 */
export function picker({ search, example, ...look }: PickerLook): Field<string> {
	return {
		properties: (name) => [
			{
				required: true,
				...look,
				name,
				type: 'resourceLocator',
				default: { mode: 'list', value: '' },
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						typeOptions: { searchListMethod: search, searchable: true },
					},
					{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${example}` },
				],
			},
		],
		read: (item, path) => {
			const id = asText(locatedId(item.parameter(path)))?.trim();
			if (id) return id;
			throw new InputError(
				`${look.displayName} is empty. Choose one from the list or enter its ID, for example ${example}. If an expression is used, check that it finds a value.`,
			);
		},
	};
}

/**
 * A field that stands in the panel only where other parameters have certain values; elsewhere it is `undefined`.
 *
 * @param show values by parameter; inside a collection a name of the top level begins with `/`
 */
export function shownWhen<T>(
	show: Record<string, string[]>,
	field: Field<T>,
): Field<T | undefined> {
	return {
		properties: (name) =>
			field.properties(name).map((property) => ({
				...property,
				displayOptions: {
					...property.displayOptions,
					show: { ...show, ...property.displayOptions?.show },
				},
			})),
		read: async (item, path) => {
			const shown = Object.entries(show).every(([name, values]) =>
				values.includes(String(item.parameter(name.replace(/^\//, '')))),
			);
			return shown ? await field.read(item, path) : undefined;
		},
	};
}
