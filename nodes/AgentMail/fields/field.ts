import type { INodeProperties, NodeParameterValueType } from 'n8n-workflow';

import { InputError } from '../shared/inputError';
import { isRecord } from '../shared/json';
import { readTime } from '../shared/time';
import type { Item } from './item';
import { asFlag, asText, locatedId, parseJson, refuseLineBreaks, shorten } from '../shared/values';

/** Where fields find their parameters: an input item, or a trigger, which has none. */
export type Reader = Pick<Item, 'parameter'>;

/**
 * A parameter of an operation or a trigger: how n8n shows it, and how its value is read and checked.
 *
 * The name is the key under which the field is listed, so it is written once. A field may show several parameters (a
 * scope and the pod it asks for).
 *
 * @template From what it is read from. Fields that need more than their parameters, such as files, need an `Item`.
 */
export interface Field<T, From extends Reader = Reader> {
	readonly properties: (name: string) => INodeProperties[];
	/** @param path the parameter's place, such as `text` or `options.html` */
	readonly read: (from: From, path: string) => T | Promise<T>;
}

export type Fields<From extends Reader = Item> = Record<string, Field<unknown, From>>;

/** What {@link readAll} makes of fields. */
export type Values<F extends Fields> = {
	[Name in keyof F]: F[Name] extends Field<infer T, Item> ? T : never;
};

/** How a field looks in the panel: an n8n property without what is derived. */
export type Look = Omit<INodeProperties, 'name' | 'type' | 'default' | 'options'> & {
	default?: NodeParameterValueType;
};

/** Reads fields in the order they are listed. `within` is the parameter that holds them, such as `options`. */
export async function readAll<F extends Fields, From extends Reader>(
	fields: F & Fields<From>,
	from: From,
	within = '',
): Promise<Values<F>> {
	const values: Record<string, unknown> = {};
	for (const [name, field] of Object.entries(fields)) {
		values[name] = await field.read(from, within ? `${within}.${name}` : name);
	}
	return values as Values<F>;
}

export function propertiesOf(fields: Fields): INodeProperties[] {
	return Object.entries(fields).flatMap(([name, field]) => field.properties(name));
}

/** Text of one or more lines. White space is content and stays. */
export function text(look: Look): Field<string | undefined> {
	return {
		properties: (name) => [{ default: '', ...look, name, type: 'string' }],
		read: (item, path) => asText(item.parameter(path)),
	};
}

/**
 * Text for one header line. A line break in it could add headers to the email; white space around it, also a line break,
 * means nothing.
 */
export function singleLine(look: Look): Field<string | undefined> {
	return {
		properties: text(look).properties,
		read: (item, path) => {
			const value = asText(item.parameter(path))?.trim() || undefined;
			if (value !== undefined) refuseLineBreaks(value, look.displayName);
			return value;
		},
	};
}

/** The text of a field without the white space around it; `undefined` if nothing is left. */
export function trimmed(field: Field<string | undefined>): Field<string | undefined> {
	return {
		properties: field.properties,
		read: async (item, path) => (await field.read(item, path))?.trim() || undefined,
	};
}

/**
 * A field that has to be filled in, which n8n marks with a star.
 *
 * @param advice what to enter
 */
export function required<T>(field: Field<T | undefined>, advice: string): Field<T> {
	const properties = (name: string) =>
		field.properties(name).map((property) => ({ ...property, required: true }));
	return {
		properties,
		read: async (item, path) => {
			const value = await field.read(item, path);
			if (value !== undefined) return value;
			throw new InputError(`${properties(path)[0]?.displayName} is empty. ${advice}`);
		},
	};
}

export function flag(look: Look): Field<boolean | undefined> {
	return {
		properties: (name) => [{ default: false, ...look, name, type: 'boolean' }],
		read: (item, path) => asFlag(item.parameter(path)),
	};
}

/** A sentence in the panel, where people get stuck; it has no value. */
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
			const range =
				maxValue === Infinity ? `of at least ${minValue}` : `from ${minValue} to ${maxValue}`;
			throw new InputError(`${look.displayName} must be a number ${range}.`);
		},
	};
}

/** A point in time, sent as ISO 8601 in UTC with milliseconds, as the SDK writes it. */
export function dateTime(look: Look): Field<string | undefined, Item> {
	return {
		properties: (name) => [{ default: '', ...look, name, type: 'dateTime' }],
		read: (item, path) => timeOf(item.parameter(path), look.displayName, item)?.toISOString(),
	};
}

/** A time, as {@link readTime} reads it. Without a zone, as n8n's date picker stores it, it is in the workflow's. */
export function timeOf(value: unknown, where: string, { context }: Item): Date | undefined {
	const given = asText(value);
	if (given === undefined) return undefined;
	const time = readTime(value, context.getTimezone());
	if ('at' in time) return time.at;
	const shown = `${where}: "${shorten(given.replaceAll('"', ''))}"`;
	throw new InputError(
		time.refusal === 'ambiguous'
			? `${shown} can be ${time.either} or ${time.or}. Write the one you mean.`
			: `${shown} is not a date. Use a format such as 2026-01-31T09:00:00Z.`,
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

/** A field of a collection that has a default: it counts only where somebody added it. */
export function whenAdded<T, From extends Reader>(
	field: Field<T, From>,
): Field<T | undefined, From> {
	return {
		properties: field.properties,
		read: async (from, path) =>
			from.parameter(path) === undefined ? undefined : await field.read(from, path),
	};
}

/** Rows a person adds, each with the same few fields: headers, metadata. */
export function pairs<V>(
	look: Look & { rowName: string; example: readonly [name: string, value: string] },
	valueOf: (given: unknown) => V,
	check: (name: string, value: V, before: readonly string[]) => void = () => {},
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
								description: `Name of the ${rowName.toLowerCase()}`,
							},
							{
								displayName: `${rowName} Value`,
								name: 'value',
								type: 'string',
								default: '',
								placeholder: `e.g. ${exampleValue}`,
								description: `Value of the ${rowName.toLowerCase()}`,
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
			const names = entries.map(([name]) => name);
			entries.forEach(([name, value], index) => check(name, value, names.slice(0, index)));
			return entries.length > 0 ? Object.fromEntries(entries) : undefined;
		},
	};
}

/** A value as text. */
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

/** Fields that few people need, added one by one: n8n's "Add option". Listed alphabetically, as in n8n. */
export function collection<F extends Fields, From extends Reader>(
	look: Look & { placeholder: string },
	fields: F & Fields<From>,
): Field<Values<F>, From> {
	const inside = propertiesOf(fields).sort((a, b) =>
		a.displayName.localeCompare(b.displayName, 'en'),
	);
	return {
		properties: (name) => [{ ...look, name, type: 'collection', default: {}, options: inside }],
		read: async (from, path) => await readAll(fields, from, path),
	};
}

export function options<F extends Fields, From extends Reader>(
	fields: F & Fields<From>,
): Field<Values<F>, From> {
	return collection({ displayName: 'Options', placeholder: 'Add option' }, fields);
}

/** A list search in `methods.listSearch` of the node. */
interface PickerLook extends Look {
	search: string;
	/** What to enter by hand, such as `support@agentmail.to`. */
	example: string;
	/** AI agents get a text field for the ID: n8n's builders let a model fill no parameter that has a list. */
	isTextForAgents?: true;
}

/** With `__rl`, n8n compares it with what is chosen: a default is not stored, so another operation shows its own. */
const NOTHING_CHOSEN = { __rl: true, mode: 'list', value: '' };

/**
 * One thing chosen from a searchable list, or by its id. An operation cannot run without it.
 *
 * A chosen message stays when the inbox changes. n8n could clear it (`loadOptionsDependsOn`), but would also clear an
 * expression, even when the first data reaches an open panel (seen in n8n 2.41.1).
 */
export function picker({ search, example, isTextForAgents, ...look }: PickerLook): Field<string> {
	return {
		properties: (name) => [
			...(isTextForAgents ? [idForAgents({ ...look, name }, example)] : []),
			{
				required: true,
				default: NOTHING_CHOSEN,
				...look,
				name,
				type: 'resourceLocator',
				modes: [
					{
						displayName: 'From List',
						name: 'list',
						type: 'list',
						typeOptions: { searchListMethod: search, searchable: true },
					},
					{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${example}` },
				],
				...(isTextForAgents && { displayOptions: { hide: { '@tool': [true] } } }),
			},
		],
		read: (item, path) => {
			const id = asText(locatedId(item.parameter(path)))?.trim();
			if (id) return id;
			throw new InputError(
				`${look.displayName} is empty. Choose one from the list, or enter its ID, for example ${example}. If you use an expression, check that it returns a value.`,
			);
		},
	};
}

function idForAgents(look: Omit<INodeProperties, 'type' | 'default'>, example: string) {
	return {
		required: true,
		...look,
		displayName: `${look.displayName} ID`,
		type: 'string',
		default: '',
		placeholder: `e.g. ${example}`,
		displayOptions: { show: { '@tool': [true] } },
	} satisfies INodeProperties;
}

/**
 * A field that is shown only where other parameters have certain values; elsewhere it is `undefined`.
 *
 * @param show values by parameter; inside a collection a name of the top level begins with `/`
 */
export function shownWhen<T, From extends Reader>(
	show: Record<string, string[]>,
	field: Field<T, From>,
): Field<T | undefined, From> {
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

/**
 * @param body a change, in wire names; a field that stays is `undefined`
 * @param advice what to fill in
 * @throws {InputError} when it changes nothing
 */
export function refuseUnchanged(body: object, advice: string): void {
	if (Object.values(body).some((value) => value !== undefined)) return;
	throw new InputError(`Nothing to update. ${advice}`);
}
