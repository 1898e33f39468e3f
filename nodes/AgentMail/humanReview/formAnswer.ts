import type { GenericValue, IDataObject } from 'n8n-workflow';

import { isRecord } from '../shared/json';
import type { FormField } from './formFields';
import { MOST_CHARACTERS } from './page';
import { typed } from './response';
import { filled, type Texts } from './texts';

/** A file as n8n hands over an upload. (n8n 2.41: webhook-form-data) */
export interface Upload {
	filepath: string;
	originalFilename: string;
	mimetype: string;
	size: number;
}

/** What was entered in a field. */
export interface Entered {
	field: FormField;
	/** What was typed or chosen, for the page to show again. */
	values: string[];
	files: Upload[];
	/** Why it cannot be taken. */
	problem: string | undefined;
}

/** All files of a form together. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The name of a field in the page's form. Nothing else that is posted is looked at. */
export const nameOf = (index: number) => `field-${index}`;

/** What was posted, field by field, each checked by itself. */
export function enteredIn(
	fields: FormField[],
	posted: ReadonlyMap<string, unknown>,
	texts: Texts,
): Entered[] {
	let left = MOST_BYTES;
	return fields.map((field, index) => {
		const given = [posted.get(nameOf(index)) ?? []].flat();
		if (field.type === 'hiddenField') {
			return { field, values: [field.value], files: [], problem: undefined };
		}
		if (field.type === 'file') {
			const files = given.filter(isUpload);
			left -= files.reduce((sum, { size }) => sum + size, 0);
			return { field, values: [], files, problem: problemOfFiles(field, files, left, texts) };
		}
		const values = given.flatMap((value) => typed(value) ?? []).map((value) => tidy(field, value));
		const kept = values.filter((value) => value !== '');
		return { field, values: kept, files: [], problem: problemOf(field, kept, texts) };
	});
}

const isUpload = (value: unknown): value is Upload =>
	isRecord(value) && typeof value.filepath === 'string' && Number(value.size) > 0;

const tidy = ({ type }: FormField, value: string) => (type === 'textarea' ? value : value.trim());

function problemOf(field: FormField, values: string[], texts: Texts): string | undefined {
	const { label, isRequired, options, least, most } = field;
	const say = (text: string, count = 0) => filled(text, { field: label, count });
	const value = values[0];
	if (value === undefined || value.trim() === '') {
		return isRequired ? say(texts.fieldRequired) : undefined;
	}
	if (options.length > 0) {
		if (values.some((each) => !options.includes(each))) {
			return say(field.takesSeveral ? texts.fieldOptions : texts.fieldOption);
		}
		if (least === most && values.length !== least) return say(texts.fieldExactly, least);
		if (values.length < least) return say(texts.fieldAtLeast, least);
		return values.length > most ? say(texts.fieldAtMost, most) : undefined;
	}
	if (value.length > MOST_CHARACTERS) return say(texts.fieldLength, MOST_CHARACTERS);
	if (field.type === 'number') return isNumber(value) ? undefined : say(texts.fieldNumber);
	if (field.type === 'date') return isDate(value) ? undefined : say(texts.fieldDate);
	if (field.type === 'email') return EMAIL.test(value) ? undefined : say(texts.fieldEmail);
	return undefined;
}

const isNumber = (value: string) => /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(value);

/** One that is in the calendar: the 30th of February is not. */
function isDate(value: string): boolean {
	const date = new Date(`${value}T00:00:00Z`);
	const isShaped = /^\d{4}-\d\d-\d\d$/.test(value);
	return isShaped && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** (HTML standard: valid email address) */
const EMAIL =
	/^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

function problemOfFiles(
	{ label, isRequired, takesSeveral, accepts }: FormField,
	files: Upload[],
	left: number,
	texts: Texts,
): string | undefined {
	if (files.length === 0)
		return isRequired ? filled(texts.fieldRequired, { field: label }) : undefined;
	if (!takesSeveral && files.length > 1) return filled(texts.fileOne, { field: label });
	if (left < 0) return filled(texts.fileTooLarge, { field: label, size: MOST_BYTES / 1024 / 1024 });
	if (accepts.length === 0 || files.every((file) => isAccepted(file, accepts))) return undefined;
	return filled(texts.fileType, { field: label, types: accepts.join(', ') });
}

/** (HTML standard: `accept`) */
function isAccepted({ originalFilename, mimetype }: Upload, accepts: string[]): boolean {
	const [name, type] = [originalFilename ?? '', mimetype ?? ''].map((each) => each.toLowerCase());
	return accepts.some((accept) => {
		if (accept.startsWith('.')) return name!.endsWith(accept);
		return accept.endsWith('/*') ? type!.startsWith(accept.slice(0, -1)) : type === accept;
	});
}

/** The answers by the labels of their fields, as n8n's own form nodes put them out; `null` for what was left empty. */
export const answersIn = (entered: Entered[]): IDataObject =>
	Object.fromEntries(entered.map((each) => [each.field.label, answerIn(each)]));

function answerIn({ field, values, files }: Entered): IDataObject | GenericValue | IDataObject[] {
	if (field.type === 'file') {
		const said = files.map(({ originalFilename, mimetype, size }) => ({
			filename: originalFilename,
			mimetype,
			size,
		}));
		return field.takesSeveral ? said : (said[0] ?? null);
	}
	if (field.takesSeveral) return values;
	const [value] = values;
	if (value === undefined) return null;
	return field.type === 'number' ? Number(value) : value;
}
