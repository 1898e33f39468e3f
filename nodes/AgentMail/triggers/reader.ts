import type { Reader } from '../fields/field';
import { isRecord } from '../shared/json';

/** What the hooks, `webhook()` and `trigger()` have in common: parameters without an item. */
export interface Parameters {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

/**
 * Reads the parameters of a trigger for fields, each once: n8n evaluates an expression again with every call.
 *
 * Collections are read whole, because n8n gives `undefined` both for an option that was not added and for an expression
 * that finds nothing. The second is `null` here: an option that protects must not be off because of it.
 */
export function readerOf(node: Parameters): Reader {
	const known = new Map<string, unknown>();
	function topLevel(name: string): unknown {
		if (!known.has(name)) known.set(name, node.getNodeParameter(name, null) ?? undefined);
		return known.get(name);
	}
	return {
		parameter(path) {
			const [name = '', option] = path.split('.');
			const value = topLevel(name);
			if (option === undefined) return value;
			return isRecord(value) && option in value ? (value[option] ?? null) : undefined;
		},
	};
}
