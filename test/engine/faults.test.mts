import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { describe, expect, test } from '@jest/globals';

import { ACTION, chain, output, type WorkflowDefinition } from '../../scripts/engine/engine.mjs';
import { byId, credentialFor, INBOX, useSandbox, useServers, withoutWaits } from './fixture.mjs';

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

// The first one here, because n8n's log says it once a minute.
test('one 429 pauses all parallel requests of the execution', async () => {
	const held: ServerResponse[] = [];
	const later: number[] = [];
	let turnedAwayAt = Infinity;
	await serve((response, number) => {
		if (number <= 10) held.push(response);
		else {
			later.push(Date.now() - turnedAwayAt);
			response.end('{}');
		}
		if (number !== 10) return;
		turnedAwayAt = Date.now();
		held.shift()!.writeHead(429, { 'retry-after': '1' }).end('{}');
	});
	// The others are answered once the node knows of the 429.
	const { prototype } = at.engine.core.ExecuteContext;
	const warn = () => held.splice(0).forEach((response) => response.end('{}'));
	Object.defineProperty(prototype, 'logger', { configurable: true, value: { warn } });
	try {
		expect(await at.engine.action(getMessage, numbered(20))).toHaveLength(20);
	} finally {
		delete prototype.logger;
	}
	expect(later).toHaveLength(11);
	expect(Math.min(...later)).toBeGreaterThanOrEqual(1000);
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
	// A send that is told of a first try under way waits a minute for it.
	withoutWaits();

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
	test.each([
		['while requests are under way', () => {}],
		[
			'while it waits to repeat one',
			(response: ServerResponse) => response.writeHead(429, { 'retry-after': '5' }).end('{}'),
		],
	])('stops at once %s', async (_what, answer) => {
		let requests = 0;
		let reached = () => {};
		const underWay = new Promise<void>((resolve) => (reached = resolve));
		await serve((response, number) => {
			requests = number;
			answer(response);
			if (number === 10) reached();
		});
		const running = at.engine.start(workflow(getMessage, numbered(50)));
		await underWay;
		// Until the answers are there too.
		await wait(100);
		running.cancel();
		const run = await running;
		expect(run.status).toBe('canceled');
		await wait(100);
		expect(requests).toBe(10);
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
	await wait(100);
	expect(asked).toHaveLength(1);
	first.cancel();
	expect((await first).status).toBe('canceled');
	expect((await second).status).toBe('success');
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
