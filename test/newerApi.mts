import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/**
 * What AgentMail's API has since SDK 0.5.27: an OpenAPI fragment, as oracle for requests of the node and answers of the
 * sandbox. It is hand-made from the sources that it names.
 */
interface Parameter {
	name: string;
	in: 'path' | 'query' | 'header';
	required?: boolean;
	schema?: object;
	/** Values written as JSON, as all lists of this API are. */
	content?: { 'application/json': { schema: object } };
}
type Json = { content?: { 'application/json'?: { schema: object } } };
interface Operation {
	parameters?: Parameter[];
	requestBody?: Json & { required?: boolean };
	responses: Record<string, Json>;
}
type Method = 'get' | 'post' | 'patch' | 'delete' | 'put';
interface Fragment {
	paths: Record<string, Partial<Record<Method, Operation>>>;
	components: object;
}

const fragment = JSON.parse(
	readFileSync(new URL('fixtures/openapi-2026-10.json', import.meta.url), 'utf8'),
) as Fragment;

/** `POST /v0/inboxes/{inbox_id}/messages/{message_id}/agent-armor/release` … */
export const newerCalls: string[] = Object.entries(fragment.paths).flatMap(([path, operations]) =>
	Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
);

// Strict mode would refuse the fragment's own `x-` keywords.
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ $id: 'fragment', components: fragment.components });

const compiled = new Map<object, ValidateFunction>();

/** References point into the fragment, which is another document for the part that is compiled. */
function checked(schema: object, value: unknown): string[] {
	const outside = JSON.parse(
		JSON.stringify(schema).replaceAll('"#/components', '"fragment#/components'),
	) as object;
	const validate = compiled.get(schema) ?? ajv.compile(outside);
	compiled.set(schema, validate);
	validate(value);
	return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

export interface SentRequest {
	method: string;
	/** Encoded, without the query. */
	path: string;
	/** Decoded: `limit=25`. */
	query: string[];
	body: unknown;
}

/** The call that a request makes, as in {@link newerCalls}; `undefined` for one that is not in the fragment. */
export function callOf({ method, path }: Pick<SentRequest, 'method' | 'path'>): string | undefined {
	const matching = newerCalls.filter((call) => {
		const [verb, template = ''] = call.split(' ');
		return verb === method && patternOf(template).test(path);
	});
	// `/v0/apps/search` comes before `/v0/apps/{app_id}`.
	return matching.sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

const patternOf = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

function operationOf(request: Pick<SentRequest, 'method' | 'path'>): Operation {
	const call = callOf(request);
	const [method = '', template = ''] = call?.split(' ') ?? [];
	const operation = fragment.paths[template]?.[method.toLowerCase() as Method];
	if (!operation) throw new Error(`The fragment has no ${request.method} ${request.path}.`);
	return operation;
}

/** What is wrong with a request by the fragment. */
export function problemsOfRequest(request: SentRequest): string[] {
	const { parameters = [], requestBody } = operationOf(request);
	const known = parameters.filter((each) => each.in === 'query');
	const inQuery = request.query.flatMap((pair) => {
		const [name = '', ...value] = pair.split('=');
		const parameter = known.find((each) => each.name === name);
		if (!parameter) return [`${name} is no query parameter`];
		return queryProblems(parameter, value.join('=')).map((problem) => `${name}${problem}`);
	});
	const body = requestBody?.content?.['application/json']?.schema;
	if (body === undefined) {
		return request.body === undefined
			? inQuery
			: [...inQuery, 'a body that the call does not take'];
	}
	return [...inQuery, ...checked(body, request.body)];
}

function queryProblems({ schema, content }: Parameter, value: string): string[] {
	if (content) return checked(content['application/json'].schema, JSON.parse(value));
	const isText = (schema as { type?: string }).type === 'string';
	return checked(schema ?? {}, isText ? value : JSON.parse(value));
}

/** What is wrong with an answer by the fragment. */
export function problemsOfAnswer(
	request: Pick<SentRequest, 'method' | 'path'>,
	status: number,
	body: unknown,
): string[] {
	const answer = operationOf(request).responses[String(status)];
	if (!answer) return [`${status} is no answer of ${callOf(request)}`];
	const schema = answer.content?.['application/json']?.schema;
	return schema ? checked(schema, body) : [];
}

/** What is wrong with an event by the fragment, which is one of its `webhooks`. */
export function problemsOfSchema(name: string, value: unknown): string[] {
	return checked({ $ref: `#/components/schemas/${name}` }, value);
}
