import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { choice, shownWhen, type Field } from '../fields/field';
import { InputError } from '../shared/inputError';
import { isRecord } from '../shared/json';
import { asFlag, asText, parseJson, WORDS } from '../shared/values';

/** How each kind of field is called, in n8n's own form nodes too. */
const TYPES = {
	checkbox: 'Checkboxes',
	date: 'Date',
	dropdown: 'Dropdown',
	email: 'Email',
	file: 'File',
	hiddenField: 'Hidden Field',
	number: 'Number',
	radio: 'Radio Buttons',
	text: 'Text Input',
	textarea: 'Textarea',
};

export type FieldType = keyof typeof TYPES;

const isFieldType = (type: unknown): type is FieldType =>
	typeof type === 'string' && Object.hasOwn(TYPES, type);

/** A field of a form, as it is when the question goes out. */
export interface FormField {
	type: FieldType;
	/** Above the field, and the name of its answer in the output. No two are called the same. */
	label: string;
	isRequired: boolean;
	placeholder: string;
	/** What it holds at first; of a hidden field, always. */
	value: string;
	/** To choose from. */
	options: string[];
	/** Several options, or several files. */
	takesSeveral: boolean;
	/** How many options may be chosen. */
	least: number;
	most: number;
	/** Of files, as in HTML's `accept`: `.pdf, image/*`. */
	accepts: string[];
}

const CHOICES = ['checkbox', 'dropdown', 'radio'] satisfies FieldType[];
const TYPED = ['email', 'number', 'text', 'textarea'] satisfies FieldType[];

const only = (...fieldType: FieldType[]) => ({ displayOptions: { show: { fieldType } } });
const text = (
	displayName: string,
	name: string,
	description: string,
	more: Partial<INodeProperties> = {},
) =>
	({
		displayName,
		name,
		type: 'string',
		default: '',
		description,
		...more,
	}) satisfies INodeProperties;
const flag = (displayName: string, name: string, description: string, more: object) =>
	({ displayName, name, type: 'boolean', default: false, description, ...more }) as INodeProperties;

/** Parameters of a field, with the names that they have in n8n's own nodes, so that copied settings carry over. */
const FIELD_PROPERTIES: INodeProperties[] = [
	text('Field Name', 'fieldLabel', 'Above the field, and in the output', {
		placeholder: 'e.g. What is your name?',
		displayOptions: { hide: { fieldType: ['hiddenField'] } },
	}),
	text('Field Name', 'fieldName', 'In the output', only('hiddenField')),
	{
		displayName: 'Element Type',
		name: 'fieldType',
		type: 'options',
		default: 'text',
		description: 'What kind of field it is',
		options: Object.entries(TYPES).map(([value, name]) => ({ name, value })),
	},
	text('Placeholder', 'placeholder', 'Shown while the field is empty', only(...TYPED)),
	text(
		'Default Value',
		'defaultValue',
		'For Date, as YYYY-MM-DD. Separate several checkboxes with commas.',
		only(...TYPED, ...CHOICES, 'date'),
	),
	text('Field Value', 'fieldValue', 'Returned as it is', only('hiddenField')),
	{
		displayName: 'Field Options',
		name: 'fieldOptions',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		default: { values: [{ option: '' }] },
		description: 'What to choose from',
		options: [
			{ displayName: 'Values', name: 'values', values: [text('Option', 'option', 'Its label')] },
		],
		...only(...CHOICES),
	},
	flag('Multiple Choice', 'multiselect', 'Whether several options can be chosen', only('dropdown')),
	flag('Multiple Files', 'multipleFiles', 'Whether several files can be uploaded', only('file')),
	text('Accepted File Types', 'acceptFileTypes', 'Leave empty to accept every file', {
		placeholder: 'e.g. .jpg, .png',
		...only('file'),
	}),
	flag('Required Field', 'requiredField', 'Whether the field must be filled in', {
		displayOptions: { hide: { fieldType: ['hiddenField'] } },
	}),
];

/** Named as in n8n's own nodes. */
export const defineForm = choice(
	{
		displayName: 'Define Form',
		default: 'fields',
		noDataExpression: true,
		description: 'Where the fields are listed',
	},
	[
		{ name: 'Using Fields Below', value: 'fields' },
		{ name: 'Using JSON', value: 'json' },
	],
);

const listed: Field<FormField[]> = {
	properties: (name) => [
		{
			displayName: 'Form Fields',
			name,
			type: 'fixedCollection',
			placeholder: 'Add form field',
			typeOptions: { multipleValues: true, sortable: true },
			default: {},
			description: 'The fields of the form, in order',
			options: [{ displayName: 'Values', name: 'values', values: FIELD_PROPERTIES }],
		},
	],
	read: (item, path) => fieldsFrom(item.parameter(`${path}.values`)),
};

const EXAMPLE = [
	{ fieldLabel: 'Order', requiredField: true },
	{ fieldLabel: 'Size', fieldType: 'dropdown', fieldOptions: { values: [{ option: 'M' }] } },
];

const asJson: Field<FormField[]> = {
	properties: (name) => [
		{
			displayName: 'Form Fields',
			name,
			type: 'json',
			typeOptions: { rows: 5 },
			default: JSON.stringify(EXAMPLE, null, 2),
			description: 'A list of fields, as in the n8n Form node',
		},
	],
	read: (item, path) => {
		const given = item.parameter(path);
		return fieldsFrom(typeof given === 'string' ? parseJson(given, 'Form Fields') : given);
	},
};

export const formFields = shownWhen({ defineForm: ['fields'] }, listed);
export const jsonOutput = shownWhen({ defineForm: ['json'] }, asJson);

/**
 * n8n 1 leaves what was uploaded in its folder for temporary files, for ever. What only n8n 2 has tells it apart.
 *
 * @throws {InputError} for a form with a file field there
 */
export function refuseFilesOnOldN8n(fields: FormField[], context: IExecuteFunctions): void {
	if ('isToolExecution' in context || !fields.some(({ type }) => type === 'file')) return;
	throw new InputError(
		'File fields need n8n 2: older versions never delete what was uploaded. Update n8n, or remove the file fields from the form.',
	);
}

/** @throws {InputError} for a form that nobody could fill in */
function fieldsFrom(given: unknown): FormField[] {
	const rows = Array.isArray(given) ? given.filter(isRecord) : [];
	const fields = rows.map(fieldFrom);
	if (!fields.some(({ type }) => type !== 'hiddenField')) {
		throw new InputError('The form has no fields. Add at least one under Form Fields.');
	}
	return fields.map((field, index) => ({
		...field,
		label: distinct(field.label, fields.slice(0, index)),
	}));
}

/** n8n's own nodes let the last of two answers with one name win. */
function distinct(label: string, before: FormField[]): string {
	const count = before.filter((each) => each.label === label).length;
	return count === 0 ? label : `${label} (${count + 1})`;
}

function fieldFrom(row: Record<string, unknown>, index: number): FormField {
	const { fieldType: type = 'text', fieldOptions, multiselect, multipleFiles } = row;
	const label = (asText(row.fieldLabel) ?? asText(row.fieldName))?.trim() ?? '';
	if (label === '') throw new InputError(`Field ${index + 1} of the form has no name.`);
	if (!isFieldType(type)) {
		const known = Object.keys(TYPES).join(', ');
		throw new InputError(
			`"${label}": ${asText(type)} is no type of a field. Use one of: ${known}.`,
		);
	}
	const options = optionsIn(fieldOptions);
	if ((CHOICES as string[]).includes(type) && options.length === 0) {
		throw new InputError(`"${label}" has nothing to choose from. Add options to it.`);
	}
	const takesSeveral =
		type === 'checkbox' ||
		(type === 'dropdown' && asFlag(multiselect) === true) ||
		(type === 'file' && asFlag(multipleFiles) === true);
	return {
		type,
		label,
		isRequired: asFlag(row.requiredField) === true,
		placeholder: asText(row.placeholder) ?? '',
		value: asText(type === 'hiddenField' ? row.fieldValue : row.defaultValue) ?? '',
		options,
		takesSeveral,
		...limitsIn(row),
		accepts: WORDS.split(asText(row.acceptFileTypes) ?? '')
			.map((each) => each.trim().toLowerCase())
			.filter(Boolean),
	};
}

function optionsIn(fieldOptions: unknown): string[] {
	const values = isRecord(fieldOptions) ? fieldOptions.values : fieldOptions;
	const rows: unknown[] = Array.isArray(values) ? values : [];
	const options = rows.map((row) => (isRecord(row) ? asText(row.option) : asText(row)) ?? '');
	return [...new Set(options.filter((option) => option !== ''))];
}

/** A number, because JSON knows no infinity. */
const ANY_NUMBER = Number.MAX_SAFE_INTEGER;

function limitsIn(row: Record<string, unknown>): Pick<FormField, 'least' | 'most'> {
	const { limitSelection, numberOfSelections, minSelections, maxSelections } = row;
	if (limitSelection === 'exact') {
		const count = Number(numberOfSelections ?? 0);
		return { least: count, most: count };
	}
	if (limitSelection !== 'range') return { least: 0, most: ANY_NUMBER };
	return { least: Number(minSelections ?? 0), most: Number(maxSelections ?? ANY_NUMBER) };
}
