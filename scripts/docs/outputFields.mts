import type { Generated } from './generated.mjs';
import { generated } from './generated.mjs';
import type { Schema } from './schema.mjs';

/** What each operation puts out, in one line for n8n's AI builders. @param schemas those of `outputSchemas` */
export async function outputFields(schemas: Generated[]): Promise<Generated> {
	const lines = schemas.map(({ path, text }) => {
		const [operation, resource] = path
			.replace(/\.json$/, '')
			.split('/')
			.reverse();
		return [`${resource}.${operation}`, fieldsOf(JSON.parse(text) as Schema).join(', ')];
	});
	return await generated(
		'nodes/AgentMail/operation/outputFields.ts',
		`/** The fields of each operation's output. Written by \`npm run docs\`. */
		export const OUTPUT_FIELDS: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(lines))};`,
	);
}

function fieldsOf({ properties = {} }: Schema, before = ''): string[] {
	return Object.entries(properties).flatMap(([name, { items, ...schema }]) => {
		const field = before + name;
		if (items?.properties) return `${field}[] (${fieldsOf(items).join(', ')})`;
		return schema.properties ? fieldsOf(schema, `${field}.`) : field;
	});
}
