import { ApiError, type FieldError } from '../errors.mjs';

interface Problem {
	path: string[];
	message: string;
}

type Parsed = { ok: true; value: unknown } | { ok: false; errors: Problem[] };

interface ParseOptions {
	unrecognizedObjectKeys?: 'strip';
	allowUnrecognizedEnumValues?: boolean;
}

/** What the sandbox needs of a schema of `agentmail/serialization`. */
export interface WireSchema<Raw> {
	parse(raw: unknown, options?: ParseOptions): Parsed;
	json(parsed: unknown): { ok: true; value: Raw } | { ok: false; errors: Problem[] };
}

/** The schema with enums that are open: the API has newer values than the SDK knows. */
export function withOpenEnums<Raw>(schema: WireSchema<Raw>): WireSchema<Raw> {
	return {
		json: schema.json,
		parse: (raw, options) => schema.parse(raw, { ...options, allowUnrecognizedEnumValues: true }),
	};
}

/** A wire value without its nulls: for a create, `null` says the same as absent. */
type WithoutNulls<T> = { [K in keyof T]: Exclude<T[K], null> };

function check(schema: WireSchema<unknown>, body: unknown): Problem[] {
	const parsed = schema.parse(body, { unrecognizedObjectKeys: 'strip' });
	return parsed.ok ? [] : parsed.errors;
}

/**
 * The SDK has no path for a missing key, and loses that of "Expected list": the field is the one
 * without which the error is gone.
 */
function locate(schema: WireSchema<unknown>, body: object, problem: Problem): FieldError {
	if (problem.path.length > 0) return { ...problem, path: problem.path.map(indexAsNumber) };
	const [, missing] = /^Missing required key "(\w+)"/.exec(problem.message) ?? [];
	if (missing) return { ...problem, path: [missing] };
	const culprit = Object.keys(body).find((key) => {
		const rest = Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));
		return !check(schema, rest).some(({ message }) => message === problem.message);
	});
	return { ...problem, path: culprit === undefined ? [] : [culprit] };
}

function indexAsNumber(part: string): string | number {
	const index = /^\[(\d+)\]$/.exec(part);
	return index ? Number(index[1]) : part;
}

/**
 * Checks a body against the SDK's own schema and gives it back as it came, wire names and nulls
 * included. Unknown properties pass: the API gains some over time (AgentMail docs: versioning).
 * @throws ApiError 400 with every field that is wrong
 */
export function validatePatch<Raw>(schema: WireSchema<Raw>, body: unknown): Raw {
	const given = body === undefined ? {} : body;
	const problems = check(schema, given);
	if (problems.length === 0) return given as Raw;
	const fields = typeof given === 'object' && given !== null ? given : {};
	const errors = problems.map((problem) => locate(schema, fields, problem));
	const first = errors.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)[0];
	throw new ApiError('validation_error', `Invalid request: ${first}`, { errors });
}

/** As {@link validatePatch}, without the properties that are `null`. */
export function validate<Raw extends object>(
	schema: WireSchema<Raw>,
	body: unknown,
): WithoutNulls<Raw> {
	const entries = Object.entries(validatePatch(schema, body)).filter(([, value]) => value !== null);
	return Object.fromEntries(entries) as WithoutNulls<Raw>;
}
