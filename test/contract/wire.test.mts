import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { AgentMailClient } from 'agentmail';

import { createEngine, type Engine } from '../../scripts/engine/engine.mjs';
import { cases } from './cases.mjs';
import { startRecorder, type Recorded } from './recorder.mjs';

/**
 * For the same arguments the node sends what the official SDK sends. Headers compared are those that change what the
 * API does.
 */
const HEADERS = ['authorization', 'content-type', 'idempotency-key'];
const API_KEY = 'am_us_contract';

let recorder: Awaited<ReturnType<typeof startRecorder>>;
let engine: Engine;
let client: AgentMailClient;

beforeAll(async () => {
	recorder = await startRecorder();
	engine = await createEngine({ apiKey: API_KEY, environment: 'custom', baseUrl: recorder.origin });
	client = new AgentMailClient({ apiKey: API_KEY, baseUrl: recorder.origin, maxRetries: 0 });
	// The node asks once in a process what its key is bound to. Here, so that it stands in no case.
	await engine.action({ resource: 'inbox', operation: 'getAll' });
	// "The last 30 seconds" are the same for both.
	jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-01-31T09:00:00Z'));
}, 60_000);
afterAll(async () => {
	jest.restoreAllMocks();
	await recorder.close();
});

test.each(cases)(
	'$method with $arguments arguments is what $node.resource $node.operation sends',
	async ({ sdk, node, items = [{}], answers, beyond }) => {
		// The recorder's answers are not the API's, so the SDK may not like them; what it sent is what counts.
		const bySdk = await recorder.during(async () => await sdk(client).catch(() => {}), answers);
		const byNode = await recorder.during(async () => await engine.action(node, items), answers);
		expect(bySdk).not.toHaveLength(0);
		expect(byNode.map(relevant)).toEqual(bySdk.map((request) => relevant(plus(request, beyond))));
	},
);

function relevant({ headers, ...request }: Recorded) {
	return { ...request, headers: Object.fromEntries(HEADERS.map((name) => [name, headers[name]])) };
}

function plus(request: Recorded, beyond?: object): Recorded {
	return beyond ? { ...request, body: { ...(request.body as object), ...beyond } } : request;
}
