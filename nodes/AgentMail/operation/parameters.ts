import { isExpression, type IExecuteFunctions } from 'n8n-workflow';

/** Reads a parameter for an item; `null` where it is missing. Others may hold the same object: it is not to be changed. */
export type ReadParameter = (name: string, index: number) => unknown;

/**
 * How the parameters of a node are read for many items. n8n looks up, resolves and checks a parameter again each time it
 * is asked; one without an expression is the same for all items, so it is asked for once.
 *
 * @returns gives what `getNodeParameter(name, index, null)` gives
 */
export function parameterReader(context: IExecuteFunctions): ReadParameter {
	const same = new Map<string, unknown>();
	return (name, index) => {
		if (same.has(name)) return same.get(name);
		const value: unknown = context.getNodeParameter(name, index, null);
		const written: unknown = context.getNodeParameter(name, index, null, { rawExpressions: true });
		if (!hasExpression(written)) same.set(name, value);
		return value;
	};
}

/** n8n resolves expressions however deep they stand. (n8n-workflow: `getParameterValue`) */
function hasExpression(written: unknown): boolean {
	if (typeof written !== 'object' || written === null) return isExpression(written);
	return Object.values(written).some(hasExpression);
}
