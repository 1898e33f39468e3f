import {
	generateZodSchema,
	INodeParameterResourceLocatorSchema,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import type { ZodObject, ZodRawShape } from 'zod';

import { INPUTS } from '../agent/toolkitCall';
import { shownTo } from '../operation/describe';
import { InputError } from '../shared/inputError';
import type { ToolkitTool } from './tools';

/** One input of a tool, made from the parameter that it fills. */
export interface Argument {
	name: string;
	/** The place of the parameter: `options.html`. */
	path: string;
	property: INodeProperties;
	/** Always needed, not only together with some value of another. */
	isRequired: boolean;
}

/** @param inboxId the inbox, if it is not for the model to choose */
export function argumentsOf(
	{ operation, fills }: ToolkitTool,
	inboxId: string | undefined,
): Argument[] {
	const properties = shownTo('agent', operation.properties());
	const hasInbox = properties.some(
		({ name, displayOptions }) => name === 'inboxId' && !displayOptions?.show?.scope,
	);
	const filled = hasInbox && inboxId === undefined ? ['inboxId', ...fills] : fills;
	return filled.map((path) => argumentAt(path, properties));
}

function argumentAt(path: string, properties: INodeProperties[]): Argument {
	const [outer = '', inner] = path.split('.');
	const found = properties.find(({ name }) => name === outer);
	const options = (found?.options ?? []) as INodeProperties[];
	const property = inner === undefined ? found : options.find(({ name }) => name === inner);
	if (!property) throw new Error(`The toolkit names a parameter that is not there: ${path}`);
	return {
		name: inner ?? outer,
		path,
		property,
		isRequired: property.required === true && !property.displayOptions?.show,
	};
}

/**
 * What the model may give, as a schema of the zod that n8n itself uses. Another copy, which `import 'zod'` can find beside
 * this package, is no schema to n8n: arguments get lost, and a review shows none. n8n-workflow has no way to make an
 * object but to change one of its own; this works in 1.123 and 2.41.
 */
export function schemaOf(inputs: readonly Argument[]): ZodObject<ZodRawShape> {
	return objectOf({ [INPUTS]: inputsOf(inputs) });
}

function inputsOf(inputs: readonly Argument[]): ZodObject<ZodRawShape> {
	const shape = inputs.map(({ name, property, isRequired }) => {
		const type = TYPES[property.type] ?? 'string';
		const schema = generateZodSchema({ key: name, type, description: described(property) });
		return [name, isRequired ? schema : schema.optional()] as const;
	});
	return objectOf(Object.fromEntries(shape));
}

function objectOf(shape: ZodRawShape): ZodObject<ZodRawShape> {
	const object = INodeParameterResourceLocatorSchema as unknown as ZodObject<ZodRawShape>;
	return object.pick({}).extend(shape);
}

/** Whatever else there is comes as text: ids, times, several words separated by commas. */
const TYPES: Partial<Record<INodeProperties['type'], 'boolean' | 'number'>> = {
	boolean: 'boolean',
	number: 'number',
};

function described({ type, description = '', options, displayOptions }: INodeProperties): string {
	const values = (options ?? []) as INodePropertyOptions[];
	return [
		description,
		type === 'options' && `One of: ${values.map(({ value }) => value).join(', ')}`,
		type === 'dateTime' && 'In ISO 8601',
		...Object.entries(displayOptions?.show ?? {}).map(
			([name, wanted]) => `Only if ${name} is ${wanted?.join(' or ')}`,
		),
	]
		.filter(Boolean)
		.map((sentence) => String(sentence).replace(/\.$/, ''))
		.join('. ');
}

/** n8n does not look at what the model gave. @throws {InputError} that says what does not fit */
export function requireFitting(
	inputs: readonly Argument[],
	given: Readonly<Record<string, unknown>>,
): void {
	const { error } = inputsOf(inputs).safeParse(given);
	if (!error) return;
	const wrong = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
	throw new InputError(
		`The input does not fit this tool (${wrong.join('; ')}). Nothing was done. Call it again with the input it asks for.`,
	);
}
