import { InputError } from '../shared/inputError';
import { asText, locatedId } from '../shared/values';
import type { Field } from './field';
import type { Item } from './item';

/**
 * A picker that, in a new node, takes the id from the incoming item: what follows a trigger then works on the email that
 * started the run, with nothing mapped. AI agents say themselves what they mean, so their picker stays as it is.
 *
 * @param chosen the picker
 * @param field where AgentMail's answers have the id, such as `message_id`
 */
export function fromItem(chosen: Field<string>, field: string): Field<string, Item> {
	return {
		properties: (name) =>
			chosen.properties(name).flatMap((property) => {
				if (property.type !== 'resourceLocator') return [property];
				const { hide, ...shown } = property.displayOptions ?? {};
				const forAgents = { ...property, displayOptions: { show: { '@tool': [true] } } };
				const isTextForAgents = hide?.['@tool'] !== undefined;
				return [
					{
						...property,
						default: { __rl: true, mode: 'id', value: `={{ $json.${field} }}` },
						displayOptions: { ...shown, hide: { ...hide, '@tool': [true] } },
					},
					...(isTextForAgents ? [] : [forAgents]),
				];
			}),
		read: async (item, path) => {
			const given = asText(locatedId(item.parameter(path)))?.trim();
			const displayName = chosen.properties(path).at(-1)?.displayName ?? '';
			const incoming = item.isTool ? undefined : idIn(item, field);
			if (!given && !item.isTool && incoming === undefined) {
				throw new InputError(
					`${displayName} is empty, and the incoming item has no ${field}. Choose one from the list, or put a node before this one whose output has ${field}, such as the AgentMail Trigger with Simplify on.`,
				);
			}
			const id = await chosen.read(item, path);
			if (incoming !== undefined && incoming !== id) hintIfFixed(item, path, displayName, field);
			return id;
		},
	};
}

function idIn({ context, index }: Item, field: string): string | undefined {
	return asText(context.getInputData()[index]?.json[field]);
}

/** Runs of the node that already show the hint, by parameter. */
const hinted = new WeakMap<object, Set<string>>();

/** Answering one old email, whoever writes, is never what a person wants, and looks as if it worked. */
function hintIfFixed({ context, index }: Item, path: string, label: string, field: string): void {
	const written: unknown = context.getNodeParameter(path, index, null, { rawExpressions: true });
	if (String(locatedId(written)).startsWith('=')) return;
	const shown = hinted.get(context) ?? new Set();
	if (shown.has(path)) return;
	hinted.set(context, shown.add(path));
	context.addExecutionHints({
		message: `${label} is the same for every item, but the incoming item has another ${field}. To work on the incoming item, set ${label} to By ID and enter {{ $json.${field} }} as an expression.`,
	});
}
