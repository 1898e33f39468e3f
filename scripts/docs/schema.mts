/** As much of JSON Schema as n8n's editor reads. */
export interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** The shape of a JSON value. What is `undefined` or `null` says nothing about its property and is left out. */
export function schemaOf(value: unknown): Schema {
	if (Array.isArray(value)) {
		return value.length > 0
			? { type: 'array', items: merged(value.map(schemaOf)) }
			: { type: 'array' };
	}
	if (typeof value !== 'object' || value === null) return { type: typeof value };
	const known = Object.entries(value)
		.filter(([, inner]) => inner !== undefined && inner !== null)
		.sort(([a], [b]) => a.localeCompare(b, 'en'));
	return {
		type: 'object',
		properties: Object.fromEntries(known.map(([name, inner]) => [name, schemaOf(inner)])),
	};
}

/** One shape for several values of a kind: all properties that any of them has. */
export function merged(schemas: Schema[]): Schema {
	return schemas.reduce((sum, schema) => ({
		...sum,
		...schema,
		...(sum.properties || schema.properties
			? { properties: mergedProperties(sum.properties, schema.properties) }
			: {}),
	}));
}

function mergedProperties(
	a: Record<string, Schema> = {},
	b: Record<string, Schema> = {},
): Record<string, Schema> {
	const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
	return Object.fromEntries(
		names.map((name) => [name, merged([a[name], b[name]].filter((each) => each !== undefined))]),
	);
}
