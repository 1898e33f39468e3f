import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, test } from '@jest/globals';
import { AgentMailClient } from 'agentmail';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { resources } from '../../nodes/AgentMail/resources/index.js';
import { apiMethods } from '../../scripts/docs/apiMethods.mjs';
import { ACTION, createEngine } from '../../scripts/engine/engine.mjs';
import { cases } from './cases.mjs';
import { newerCalls } from '../newerApi.mjs';
import { newer } from './newer.mjs';
import { ALWAYS_SENT, NEVER_BARE, NOT_SENT, type Difference } from './differences.mjs';
import { startRecorder, type Recorded } from './recorder.mjs';

/** The cases of the contract test leave nothing out: no method, no argument, no operation, no level. */

/** From the SDK's reference, parameters in wire names. */
interface Method {
	method: string;
	http: string;
	path: string;
	level: 'organization' | 'pod' | 'inbox';
	required: string[];
	optional: string[];
}
const reference: Method[] = JSON.parse(
	readFileSync(new URL('../fixtures/sdk-methods.json', import.meta.url), 'utf8'),
);

/** Not for workflows: signing up rotates keys, the others are private or connect accounts elsewhere. */
const LEFT_OUT = /^(agent|providers|accounts)\.|^inboxes\.authorize$/;
const methods = reference.filter(({ method }) => !LEFT_OUT.test(method));

/**
 * Of each case, the names of the parameters in each request that its SDK call makes to the method it is named after, and
 * all methods that it calls.
 */
const sent: Array<{ method: string; bare: boolean; requests: string[][]; called: string[] }> = [];
let description: INodeTypeDescription;

beforeAll(async () => {
	description = (await createEngine({})).nodeTypes.getByNameAndVersion(ACTION).description;
	const recorder = await startRecorder();
	const client = new AgentMailClient({ apiKey: 'k', baseUrl: recorder.origin, maxRetries: 0 });
	for (const { method, arguments: given, sdk, answers } of cases) {
		const act = async () => await sdk(client).catch(() => {});
		const all = await recorder.during(act, answers);
		const requests = all.filter((request) => methodOf(request) === method).map(parametersOf);
		sent.push({ method, bare: given === 'required', requests, called: all.map(methodOf) });
	}
	await recorder.close();
}, 60_000);

/** A literal path such as `/v0/inboxes/search` comes before one with a parameter in its place. */
const byParameters = methods.toSorted(
	(a, b) => a.path.split('{').length - b.path.split('{').length,
);

function methodOf({ method, path }: Recorded): string {
	const called = byParameters.find(
		(each) =>
			each.http === method &&
			new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
	);
	if (!called) throw new Error(`The reference has no method for ${method} ${path}.`);
	return called.method;
}

const parametersOf = ({ query, body, headers }: Recorded) => [
	...query.map((pair) => pair.split('=')[0]!),
	...Object.keys(body ?? {}),
	...('idempotency-key' in headers ? ['Idempotency-Key'] : []),
];

const sentTo = (name: string) => sent.filter(({ method }) => method === name);
const listedFor = (name: string, differences: Difference[]) =>
	differences.filter((each) => each.methods.test(name)).flatMap((each) => each.parameters);
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe('methods of the SDK', () => {
	test('the reference names those of the installed SDK', () => {
		const installed = methodsOf(new AgentMailClient({ apiKey: 'k' }));
		expect(sorted(reference.map(({ method }) => method))).toEqual(sorted(installed));
	});

	test('every one has a case that calls it', () => {
		const called = new Set(cases.map(({ method }) => method));
		const missing = methods.map(({ method }) => method).filter((name) => !called.has(name));
		const levels = (['organization', 'pod', 'inbox'] as const).map((each) => {
			const there = methods.filter(({ level }) => level === each).map(({ method }) => method);
			return `${each} ${there.filter((name) => called.has(name)).length}/${there.length}`;
		});
		const count = methods.length - missing.length;
		process.stdout.write(`${count}/${methods.length} methods (${levels.join(', ')})\n`);
		expect(missing).toEqual([]);
	});

	test('every case calls the method it is named after', () => {
		const misnamed = sent.filter(({ requests }) => requests.length === 0);
		expect(misnamed.map(({ method }) => method)).toEqual([]);
	});

	test('what a case has beyond the SDK is listed as different', () => {
		const beyond = cases.flatMap(({ method, beyond = {} }) =>
			Object.keys(beyond).map((name) => ({ method, name })),
		);
		expect(
			beyond.filter(({ method, name }) => !listedFor(method, NOT_SENT).includes(name)),
		).toEqual([]);
	});
});

describe.each(methods)('arguments of $method', ({ method, required, optional }) => {
	test('together the cases send all but what is listed as different', () => {
		const given = new Set(sentTo(method).flatMap(({ requests }) => requests.flat()));
		const missing = [...required, ...optional].filter((name) => !given.has(name));
		expect(sorted(missing)).toEqual(sorted(listedFor(method, NOT_SENT)));
	});

	test('the required ones alone are sent with nothing but what is listed', () => {
		const bare = sentTo(method).flatMap(({ bare, requests }) => (bare ? requests : []));
		const expected = optional.length > 0 && !NEVER_BARE.test(method);
		expect(bare.length > 0).toBe(expected);
		for (const parameters of bare) {
			const unasked = parameters.filter((name) => !required.includes(name));
			expect(sorted(unasked)).toEqual(sorted(listedFor(method, ALWAYS_SENT)));
		}
	});
});

describe('operations of the node', () => {
	const optionsOf = (name: string) =>
		description.properties
			.filter((property) => property.name === name)
			.flatMap(({ displayOptions, options }) => {
				const { resource = [], operation = [] } = displayOptions?.show ?? {};
				const values = (options as INodePropertyOptions[]).map(({ value }) => String(value));
				return { resource: String(resource[0]), operation: String(operation[0]), values };
			});
	const casesBy = (at: { resource: string; operation: string }) =>
		[...cases, ...newer].filter(
			({ node }) => node.resource === at.resource && node.operation === at.operation,
		);

	/** An operation that the SDK has cases for names the SDK's method alone. */
	const isOfSdk = ({ resource, operation }: (typeof cases)[number]['node']) =>
		cases.some(({ node }) => node.resource === resource && node.operation === operation);

	/** They send what `message.send` and `draft.create` send, with a text of their own; see test/engine/review.test.mts. */
	const COMPOSED = new Set(['message.sendAndWait', 'draft.sendAndWait']);

	test('every one has a case', () => {
		const all = optionsOf('operation').flatMap(({ resource, values }) =>
			values.map((operation) => ({ resource, operation })),
		);
		expect(all.length).toBeGreaterThan(0);
		const without = all.filter((each) => casesBy(each).length === 0);
		expect(without.map(({ resource, operation }) => `${resource}.${operation}`)).toEqual([
			...COMPOSED,
		]);
	});

	test('every one names the methods that its cases call', () => {
		const called = new Map<string, string[]>();
		for (const [index, { node }] of cases.entries()) {
			const name = `${node.resource}.${node.operation}`;
			called.set(name, [...(called.get(name) ?? []), ...sent[index]!.called]);
		}
		for (const { call, node } of newer.filter(({ node }) => !isOfSdk(node))) {
			const name = `${node.resource}.${node.operation}`;
			called.set(name, [...(called.get(name) ?? []), call]);
		}
		const named = resources.flatMap(({ value, operations }) =>
			Object.entries(operations).map(
				([operation, definition]) => [`${value}.${operation}`, apiMethods(definition)] as const,
			),
		);
		for (const [name, methods] of named.filter(([name]) => !COMPOSED.has(name))) {
			expect([name, sorted(methods)]).toEqual([name, sorted(called.get(name) ?? [])]);
		}
		const known = new Set([...methods.map(({ method }) => method), ...newerCalls]);
		expect(named.flatMap(([, methods]) => methods).filter((each) => !known.has(each))).toEqual([]);
	});

	test('every one has a case for each scope it offers, and offers no other', () => {
		const scopes = optionsOf('scope');
		expect(scopes.length).toBeGreaterThan(0);
		const inCases = scopes.map(({ values, ...at }) => ({
			...at,
			values: sorted(casesBy(at).map(({ node }) => node.scope ?? 'organization')),
		}));
		expect(inCases).toEqual(scopes.map((each) => ({ ...each, values: sorted(each.values) })));
	});
});

/** `threads.list`, `pods.threads.list` …: methods of a client of the SDK and of those below it. */
function methodsOf(client: object, before = ''): string[] {
	const names: string[] = [];
	for (let at = client; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
		for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
			if (/^_|^(constructor|fetch|websockets)$/.test(name)) continue;
			if (get) names.push(...methodsOf(get.call(client), `${before}${name}.`));
			else if (typeof value === 'function') names.push(before + name);
		}
	}
	return names;
}
