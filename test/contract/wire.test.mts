import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AgentMailClient } from 'agentmail';

import { createEngine, type Engine } from '../engine/engine.mjs';
import { inboxes } from './inboxes.mjs';
import { messages } from './messages.mjs';
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
});
afterAll(async () => await recorder.close());

const cases = [...messages, ...inboxes];

describe.each(cases)('$method with $arguments arguments', ({ sdk, node, item }) => {
	test('the node sends what the SDK sends', async () => {
		// The recorder's answers are not the API's, so the SDK may not like them; what it sent is what counts.
		const bySdk = await recorder.during(async () => await sdk(client).catch(() => {}));
		const byNode = await recorder.during(async () => await engine.action(node, [item ?? {}]));
		expect(bySdk).toHaveLength(1);
		expect(byNode.map(relevant)).toEqual(bySdk.map(relevant));
	});
});

function relevant({ headers, ...request }: Recorded) {
	return { ...request, headers: Object.fromEntries(HEADERS.map((name) => [name, headers[name]])) };
}
