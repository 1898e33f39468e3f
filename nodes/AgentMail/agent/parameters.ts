/** Resolves an expression, given without its `=`, as n8n does. */
type Evaluate = (expression: string) => unknown;

/** The parameters of a node, as they are stored, with their expressions resolved. */
export function resolvedParameters(
	parameters: object,
	evaluate: Evaluate,
): Record<string, unknown> {
	return resolved(parameters, evaluate) as Record<string, unknown>;
}

function resolved(value: unknown, evaluate: Evaluate): unknown {
	if (typeof value === 'string') return value.startsWith('=') ? evaluate(value.slice(1)) : value;
	if (Array.isArray(value)) return value.map((each) => resolved(each, evaluate));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, each]) => [name, resolved(each, evaluate)]),
	);
}

/**
 * An expression with what a model gives instead of `$fromAI('Name', …)`, so that another node than the tool can resolve
 * it. The values go in as quoted JSON without a brace: they stay values, whatever a model writes.
 */
export function withGiven(expression: string, given: Readonly<Record<string, unknown>>): string {
	let changed = '';
	let from = 0;
	for (const match of expression.matchAll(FROM_MODEL)) {
		const { index } = match;
		const name = match[2] ?? '';
		// What is not given may have a default, which n8n puts in.
		const value = Object.hasOwn(given, name) ? given[name] : undefined;
		if (index < from || value === undefined || value === null) continue;
		const end = endOfCall(expression, index + match[0].length);
		changed += `${expression.slice(from, index)}JSON.parse(${literal(value)})`;
		from = end;
	}
	return changed + expression.slice(from);
}

/** A call up to the end of its first argument, in any of the spellings that n8n takes. */
const FROM_MODEL = /\$fromai\s*\(\s*(['"`])([\w-]+)\1/gi;

/** Just behind the bracket that closes what is open at `from`. */
function endOfCall(expression: string, from: number): number {
	let depth = 1;
	let quote = '';
	for (let at = from; at < expression.length; at++) {
		const character = expression[at]!;
		if (character === '\\') at++;
		else if (quote !== '') quote = character === quote ? '' : quote;
		else if (`'"\``.includes(character)) quote = character;
		else if (character === '(') depth++;
		else if (character === ')' && --depth === 0) return at + 1;
	}
	return expression.length;
}

function literal(value: unknown): string {
	const quoted = JSON.stringify(JSON.stringify(value));
	return quoted.replace(/[{}]/g, (brace) => `\\u00${brace.charCodeAt(0).toString(16)}`);
}
