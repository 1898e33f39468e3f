import type { INodeProperties } from 'n8n-workflow';

import { PROFILE_PROPERTIES } from '../agent/profile';
import type { Resource } from './operation';

/**
 * The node's parameters, derived: the resource, its operations, and the fields of each, shown where they belong.
 */
export function describe(resources: readonly Resource[]): INodeProperties[] {
	const byDefault = resources[0]!.value;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: byName(
				resources.map(({ name, value, description }) => ({ name, value, description })),
			),
			default: byDefault,
		},
		...resources.map(operationProperty),
		...PROFILE_PROPERTIES,
		...resources.flatMap(({ value: resource, operations }) =>
			Object.entries(operations).flatMap(([operation, { properties }]) =>
				properties().map((property) => shownAt(property, resource, operation)),
			),
		),
	];
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
		options: byName(
			entries.map(([operation, { name, action, description }]) => ({
				name,
				value: operation,
				action,
				description,
			})),
		),
		default: byDefault,
	};
}

function shownAt(property: INodeProperties, resource: string, operation: string): INodeProperties {
	const { show, hide } = property.displayOptions ?? {};
	return {
		...property,
		displayOptions: {
			show: { resource: [resource], operation: [operation], ...show },
			...(hide ? { hide } : {}),
		},
	};
}

/** n8n lists options alphabetically. */
function byName<T extends { name: string }>(options: T[]): T[] {
	return [...options].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
