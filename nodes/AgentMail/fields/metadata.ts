import { pairs, type Field } from '../operation/field';

type Metadata = Record<string, string | number | boolean>;

const rows = pairs({
	displayName: 'Metadata',
	rowName: 'Entry',
	example: ['customer', '1042'],
	placeholder: 'Add entry',
	description: 'Your own facts to keep with it, such as a customer number',
});

/**
 * Own facts kept with an object. At most 256 entries of 256 characters. What is typed in is text; numbers and booleans
 * that an expression gives stay what they are. (AgentMail docs: inbox metadata)
 */
export const metadata: Field<Metadata | undefined> = {
	properties: rows.properties,
	read: async (item, path) => {
		const texts = await rows.read(item, path);
		return texts && { ...texts, ...numbersAndBooleans(item.parameter(path)) };
	},
};

function numbersAndBooleans(value: unknown): Metadata {
	const { pair } = value as { pair?: Array<{ name: unknown; value: unknown }> };
	const entries =
		pair?.map(({ name, value }): [string, unknown] => [String(name).trim(), value]) ?? [];
	return Object.fromEntries(
		entries.filter((entry): entry is [string, number | boolean] =>
			['number', 'boolean'].includes(typeof entry[1]),
		),
	);
}
