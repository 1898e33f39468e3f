import type {
	IBuilderHint,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';

import { isRecord } from '../shared/json';
import type { Resource } from './operation';
import { OUTPUT_FIELDS } from './outputFields';
import { mergedPanels } from './panels';

/** Who fills in the parameters of a node. */
export type Audience = 'person' | 'agent';

/**
 * A node's parameters, derived: the resource, its operations, and the fields of each, shown where they belong.
 *
 * @param common what stands above the fields, whatever the operation
 */
export function describe(
	resources: readonly Resource[],
	audience: Audience,
	common: readonly INodeProperties[] = [],
): INodeProperties[] {
	const panels = resources.flatMap(({ value: resource, operations }) =>
		Object.entries(operations).map(([operation, { properties }]) => ({
			resource,
			operation,
			properties: shownTo(audience, properties()),
		})),
	);
	const byDefault = resources[0]!.value;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ name, value, description }) => ({ name, value, description })),
			default: byDefault,
		},
		...resources.map(operationProperty),
		...common,
		...mergedPanels(panels),
	];
}

/**
 * What n8n's AI builders read about each operation: what it does, what it cannot do without, and what comes out. By itself
 * n8n shows them the description of the first operation of that name, whatever the resource, and takes the id of a picker
 * for optional. (`@n8n/workflow-sdk` 0.34: generate-types)
 *
 * @param searchHint what they read of the whole node, also among the nodes that they find
 */
export function builderHint(
	resources: readonly Resource[],
	audience: Audience,
	searchHint: string,
): IBuilderHint {
	return {
		searchHint,
		extraTypeDefContent: resources.flatMap(({ value: resource, operations }) =>
			Object.entries(operations).map(([name, operation]) => ({
				displayOptions: { show: { resource: [resource], operation: [name] } },
				content: [
					operation.description,
					...required(shownTo(audience, operation.properties())),
					// What a tool puts out goes to an agent, not to the next node.
					...(audience === 'person' ? output(`${resource}.${name}`) : []),
				].join('\n'),
			})),
		),
	};
}

function required(properties: INodeProperties[]): string[] {
	const names = properties
		.filter(({ required, default: value }) => required && (value === '' || isRecord(value)))
		.map(({ name, displayOptions }) => `${name}${condition(displayOptions?.show ?? {})}`);
	return names.length > 0 ? [`Required: ${[...new Set(names)].join(', ')}`] : [];
}

/** @param show values by parameter */
function condition(show: object): string {
	const conditions = Object.entries(show as Record<string, unknown[]>).map(
		([name, values]) => `${name}: ${values.join(' or ')}`,
	);
	return conditions.length > 0 ? ` (${conditions.join(', ')})` : '';
}

function output(operation: string): string[] {
	const fields = OUTPUT_FIELDS[operation];
	return fields === undefined ? [] : [`Output: ${fields}`];
}

function operationProperty({ value, operations }: Resource): INodeProperties {
	const entries = Object.entries(operations);
	const byDefault = entries[0]![0];
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: entries.map(([operation, { name, action, description }]) => ({
			name,
			value: operation,
			action,
			description,
		})),
		default: byDefault,
	};
}

/**
 * The fields of an operation say with n8n's `@tool` what is for people or for AI agents only. Each node is for one of
 * them, so the others' never come into its description, and n8n need not ask at every run.
 */
export function shownTo(audience: Audience, properties: INodeProperties[]): INodeProperties[] {
	return properties
		.filter((property) => isFor(audience, property))
		.flatMap((property) => {
			const options = property.options?.flatMap((option) => optionFor(audience, option));
			if (property.type === 'collection' && options?.length === 0) return [];
			return [{ ...withoutTool(property), ...(options && { options }) }];
		}) as INodeProperties[];
}

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

function optionFor(audience: Audience, option: Option): Option[] {
	if ('values' in option) return [{ ...option, values: shownTo(audience, option.values) }];
	return 'type' in option ? shownTo(audience, [option]) : [option];
}

function isFor(audience: Audience, { displayOptions: { show, hide } = {} }: INodeProperties) {
	const isTool = audience === 'agent';
	const only = show?.['@tool'];
	return (!only || only.includes(isTool)) && !hide?.['@tool']?.includes(isTool);
}

function withoutTool({ displayOptions, ...property }: INodeProperties): INodeProperties {
	if (!displayOptions) return property;
	const left = Object.entries(displayOptions).flatMap(([rule, conditions]) => {
		const others = Object.entries(conditions ?? {}).filter(([name]) => name !== '@tool');
		return others.length > 0 ? [[rule, Object.fromEntries(others)]] : [];
	});
	return { ...property, ...(left.length > 0 && { displayOptions: Object.fromEntries(left) }) };
}
