import type { ServerResponse } from 'node:http';

import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { ACTION, chain, output, type WorkflowDefinition } from '../../scripts/engine/engine.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { byId, credentialFor, INBOX, timings, useSandbox, useServers } from './fixture.mjs';

const at = useSandbox();
const onServer = useServers();
const inboxId = byId(INBOX);
const getMessage = {
	resource: 'message',
	operation: 'get',
	inboxId,
	messageId: byId('={{ $json.id }}'),
};
const numbered = (count: number) =>
	Array.from({ length: count }, (_, i) => ({ id: `<${i}@example.com>` }));

const workflow = (parameters: object, items: object[]): WorkflowDefinition => ({
	nodes: [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify(items) } },
		{ name: 'AgentMail', type: ACTION, parameters: { ...parameters } },
	],
	connections: chain('Start', 'Items', 'AgentMail'),
});

/** An API that answers as `answer` does with the number of the request, from 1. */
async function serve(answer: (response: ServerResponse, number: number) => void) {
	let number = 0;
	const baseUrl = await onServer((_request, response) => answer(response, ++number));
	at.engine.useCredential({ ...credentialFor(at.sandbox), baseUrl });
}

const fiveAtOnce = { ...getMessage, options: { parallel: 5 } };

/**
 * Waits before a repeat that last until the test ends them: `Retry-After: 3600` begins one. Everything else that is timed
 * runs as usual.
 */
function heldPauses() {
	const PAUSE_MS = 4_000_000;
	const usual = { ...timings };
	const held: AbortController[] = [];
	beforeEach(() => {
		timings.longestWait = PAUSE_MS;
		const { timeout } = AbortSignal;
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
			if (milliseconds < 3_000_000) return timeout.call(AbortSignal, milliseconds);
			held.push(new AbortController());
			return held.at(-1)!.signal;
		});
	});
	afterEach(() => {
		jest.restoreAllMocks();
		Object.assign(timings, usual);
		held.length = 0;
	});
	return {
		/** Until so many requests wait. */
		begun: async (count: number) =>
			await waitUntil(`${count} pauses`, async () => held.length >= count || undefined, SOON),
		/** The hour is over. */
		end() {
			const now = Date.now();
			jest.spyOn(Date, 'now').mockReturnValue(now + PAUSE_MS);
			for (const each of held) each.abort();
		},
	};
}

const SOON = { everyMs: 5 };
const turnAway = (response: ServerResponse) =>
	response.writeHead(429, { 'retry-after': '3600' }).end('{}');

describe('one 429', () => {
	const pauses = heldPauses();

	test('pauses all parallel requests of the execution', async () => {
		const underWay: ServerResponse[] = [];
		let requests = 0;
		await serve((response, number) => {
			requests = number;
			if (number > 5) response.end('{}');
			else underWay.push(response);
		});
		const running = at.engine.action(fiveAtOnce, numbered(20));
		await waitUntil('five requests', async () => underWay.length === 5 || undefined, SOON);
		turnAway(underWay.shift()!);
		await pauses.begun(1);
		for (const response of underWay) response.end('{}');
		await pauses.begun(5);
		expect(requests).toBe(5);
		pauses.end();
		expect(await running).toHaveLength(20);
		expect(requests).toBe(21);
	});
});

test('a request is not given up while others get through, however often it is turned away', async () => {
	const refused: ServerResponse[] = [];
	let refusals = 0;
	let others = 0;
	await serve((response) => {
		// It stays the first request until two of the others were answered, which are sent one after the other.
		if (refused.length === 0 && refusals < 12) return void refused.push(response);
		if (++others % 2 === 0) {
			refusals++;
			refused.shift()?.writeHead(429, { 'retry-after': '0' }).end('{}');
		}
		response.end('{}');
	});
	expect(
		await at.engine.action({ ...getMessage, options: { parallel: 2 } }, numbered(40)),
	).toHaveLength(40);
	expect(refusals).toBeGreaterThanOrEqual(12);
});

describe('a network full of faults', () => {
	test('200 sends over it are 200 mails, none twice, none missing', async () => {
		const path = /messages\/send$/;
		const refused = {
			status: 429,
			headers: { 'retry-after': '0' },
			body: { message: 'Slow down' },
		};
		at.sandbox.fault({ match: { path }, probability: 0.1, action: refused });
		at.sandbox.fault({ match: { path }, probability: 0.1, action: { status: 503 } });
		at.sandbox.fault({ match: { path }, probability: 0.05, action: 'reset' });
		at.sandbox.fault({ match: { path }, probability: 0.1, action: 'lostAnswer' });

		const addresses = Array.from({ length: 200 }, (_, i) => `customer${i}@example.com`);
		const sent = await at.engine.action(
			{
				resource: 'message',
				operation: 'send',
				inboxId,
				to: '={{ $json.address }}',
				// Another text in each try, as with $now or an AI's answer.
				text: '={{ Math.random() }}',
				options: { parallel: 20 },
			},
			addresses.map((address) => ({ address })),
			{ retryOnFail: true, maxTries: 5, waitBetweenTries: 0 },
		);

		expect(sent.map(({ pairedItem }) => pairedItem)).toEqual(
			addresses.map((_, item) => ({ item })),
		);
		const mailed = [...at.sandbox.store.messages.values()].map(({ to }) => to[0]);
		expect(mailed.sort()).toEqual([...addresses].sort());
	}, 60_000);
});

describe('a cancelled execution', () => {
	const pauses = heldPauses();

	test.each([
		['while requests are under way', () => {}, async () => {}],
		['while it waits to repeat one', turnAway, async () => await pauses.begun(5)],
	])('stops at once %s', async (_what, answer, isSo) => {
		let requests = 0;
		await serve((response, number) => {
			requests = number;
			if (number > 5) response.end('{}');
			else answer(response);
		});
		const running = at.engine.start(workflow(fiveAtOnce, numbered(50)));
		await waitUntil('five requests', async () => requests === 5 || undefined, SOON);
		await isSo();
		running.cancel();
		expect((await running).status).toBe('canceled');
		pauses.end();
		// What would still be sent is sent before the request of an execution that begins now.
		await at.engine.action(getMessage, numbered(1));
		expect(requests).toBe(6);
	});
});

test('a cancelled execution takes no other along that waits for the same answer', async () => {
	const asked: ServerResponse[] = [];
	const me = { scope_type: 'organization', scope_id: 'o', organization_id: 'o' };
	await serve((response, number) => {
		// Both wait for what the key is bound to, which one of them asks.
		if (number === 1) asked.push(response);
		else response.end(JSON.stringify(number === 2 ? me : { inboxes: [] }));
	});
	const list = workflow({ resource: 'inbox', operation: 'getAll', scope: 'organization' }, [{}]);
	const [first, second] = [at.engine.start(list), at.engine.start(list)];
	await waitUntil('the question', async () => asked.length > 0 || undefined, SOON);
	first.cancel();
	expect((await first).status).toBe('canceled');
	expect((await second).status).toBe('success');
	expect(asked).toHaveLength(1);
});

test('after the first failure nothing new is started, and the failing item is named', async () => {
	const started = new Set<number>();
	await serve((response, number) => {
		started.add(number);
		response.writeHead(number === 3 ? 422 : 200).end('{}');
	});
	const run = await at.engine.run(
		workflow({ ...getMessage, options: { parallel: 1 } }, numbered(20)),
	);
	expect(() => output(run, 'AgentMail')).toThrow('HTTP 422');
	expect(run.data.resultData.error).toMatchObject({ context: { itemIndex: 2 } });
	expect(started.size).toBe(3);
});
