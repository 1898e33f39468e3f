import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { createEngine, type Engine } from '../../scripts/engine/engine.mjs';
import { callOf, newerCalls, problemsOfRequest } from '../newerApi.mjs';
import { LEFT_OUT_OF_NEWER, newer, SAME_REQUEST } from './newer.mjs';
import { startRecorder } from './recorder.mjs';

/** What the installed SDK cannot send: the OpenAPI fragment stands in for it. */

let recorder: Awaited<ReturnType<typeof startRecorder>>;
let engine: Engine;

beforeAll(async () => {
	recorder = await startRecorder();
	engine = await createEngine({
		apiKey: 'am_us_contract',
		environment: 'custom',
		baseUrl: recorder.origin,
	});
	// The node asks once in a process what its key is bound to. Here, so that it stands in no case.
	await engine.action({ resource: 'inbox', operation: 'getAll' });
}, 60_000);
afterAll(async () => await recorder.close());

test.each(newer)('$node.resource $node.operation sends $call', async (wanted) => {
	const { call, node, path, query = [], body } = wanted;
	const [request, ...more] = await recorder.during(async () => await engine.action(node));
	expect(more).toEqual([]);
	expect(callOf(request!)).toBe(call);
	expect(problemsOfRequest(request!)).toEqual([]);
	expect({ ...request, path: decodeURIComponent(request!.path) }).toMatchObject({ path, query });
	expect(request!.body).toEqual(body);
});

test('every call of the fragment has a case, or is left out on purpose', () => {
	const covered = new Set(newer.map(({ call }) => call));
	const missing = newerCalls.filter(
		(call) => !covered.has(call) && !LEFT_OUT_OF_NEWER.test(call) && !SAME_REQUEST.test(call),
	);
	expect(missing).toEqual([]);
});
