import type { Item } from '../fields/item';
import { asText } from '../shared/values';

/**
 * A text of the panel in which an object shows as JSON. n8n itself writes `[object Object]` for one in a template, also
 * for `{{ $tool.parameters }}` in the message that it puts into every review of a tool.
 *
 * @param path a parameter of the top level
 */
export function writtenMessage(item: Item, path: string): string | undefined {
	const written = asText(item.parameter(path));
	if (!written?.includes('[object Object]')) return written;
	const { context, index } = item;
	const template = context.getNode().parameters[path];
	if (typeof template !== 'string' || !template.startsWith('=')) return written;
	return partsOf(template.slice(1))
		.map((part) => {
			if (!part.startsWith('{{')) return part;
			const value: unknown = context.evaluateExpression(part, index);
			return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
		})
		.join('');
}

/** The expressions of a template, `{{ … }}`, and the text around them. */
function partsOf(template: string): string[] {
	const parts: string[] = [];
	let at = 0;
	while (at < template.length) {
		const begin = template.indexOf('{{', at);
		const end = begin < 0 ? -1 : template.indexOf('}}', begin);
		if (end < 0) return [...parts, template.slice(at)];
		parts.push(template.slice(at, begin), template.slice(begin, end + 2));
		at = end + 2;
	}
	return parts;
}

/** (n8n 2.41: hitl-tools) */
const USUAL_OF_TOOLS =
	'=The agent wants to run this tool: {{ $tool.name }}\n\nInput:\n{{ $tool.parameters }}';

/** Whether nobody has written a message of their own into the review of a tool: n8n's repeats what is shown anyway. */
export function isUsualOfTools({ context }: Item): boolean {
	const { message } = context.getNode().parameters;
	return message === undefined || message === '' || message === USUAL_OF_TOOLS;
}
