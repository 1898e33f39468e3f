import type { ServerResponse } from 'node:http';

import { describe, expect, test } from '@jest/globals';

import { ACTION, chain, output, type NodeDefinition } from '../../scripts/engine/engine.mjs';
import { byId, credentialFor, INBOX, useSandbox, useServers } from './fixture.mjs';

const at = useSandbox();
const serve = useServers();
const inboxId = byId(INBOX);
const messageId = byId('={{ $json.id }}');
const addLabel = {
	resource: 'label',
	operation: 'add',
	target: 'message',
	inboxId,
	messageId,
	labels: 'vip',
};

async function mails(count: number): Promise<Array<{ id: string }>> {
	const ids = [];
	for (let i = 0; i < count; i++) {
		const { message_id } = await at.sandbox.receive(INBOX, {
			from: 'jane@example.com',
			subject: `${i}`,
			text: 'x',
		});
		ids.push({ id: message_id });
	}
	return ids;
}

const calls = () =>
	at.sandbox.requests.map(({ method, path }) => `${method} ${path.split('/').pop()}`);
const labelsOf = (id: string) =>
	[...at.sandbox.store.messages.values()].find(({ message_id }) => message_id === id)!.labels;

describe('the same label change on many messages', () => {
	test('takes one request for 50 of them', async () => {
		const items = await mails(120);
		const output = await at.engine.action(addLabel, items);
		expect(calls()).toEqual(Array(3).fill('POST batch-update'));
		expect(output.map(({ json }) => json.message_id)).toEqual(items.map(({ id }) => id));
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		for (const { id } of items) expect(labelsOf(id)).toContain('vip');
	});

	test('on one message is the single call', async () => {
		await at.engine.action(addLabel, await mails(1));
		expect(calls()).toEqual([expect.stringMatching(/^PATCH /)]);
	});

	test('with another change for some is one request for each change', async () => {
		const [a, b, c, d] = await mails(4);
		await at.engine.action({ ...addLabel, labels: '={{ $json.label }}' }, [
			{ ...a, label: 'vip' },
			{ ...b, label: 'spam-ish' },
			{ ...c, label: 'vip' },
			{ ...d, label: 'spam-ish' },
		]);
		expect(calls()).toEqual(Array(2).fill('POST batch-update'));
		expect(labelsOf(b!.id)).toContain('spam-ish');
		expect(labelsOf(b!.id)).not.toContain('vip');
	});

	test('names a message twice on the wire never, and answers each of its items', async () => {
		const [a, b] = await mails(2);
		const output = await at.engine.action(addLabel, [a!, b!, a!]);
		expect(at.sandbox.requests[0]!.body).toMatchObject({ message_ids: [a!.id, b!.id] });
		expect(output.map(({ json }) => json.message_id)).toEqual([a!.id, b!.id, a!.id]);
	});

	test('a message that is not there is the failure of its own item', async () => {
		const [a, b] = await mails(2);
		const output = await at.engine.action(addLabel, [a!, { id: '<gone@example.com>' }, b!], {
			onError: 'continueRegularOutput',
		});
		expect(output.map(({ json }) => json.error ?? json.message_id)).toEqual([
			a!.id,
			'<gone@example.com> was not found.',
			b!.id,
		]);
	});

	test('a refused batch is repeated one by one, so that only the culprit fails', async () => {
		const [a, b, c] = await mails(3);
		const refuse = {
			status: 422,
			body: { name: 'UnprocessableError', code: 'unprocessable', message: 'No.' },
		};
		at.sandbox.fault({ match: { path: /batch-update$/ }, action: refuse });
		at.sandbox.fault({
			match: {
				path: new RegExp(encodeURIComponent(b!.id).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')),
			},
			action: refuse,
		});
		const output = await at.engine.action(addLabel, [a!, b!, c!], {
			onError: 'continueRegularOutput',
		});
		expect(output.map(({ json }) => json.error ?? json.message_id)).toEqual([a!.id, 'No.', c!.id]);
	});

	describe('a batch that failed for a reason of no single item', () => {
		const down = {
			status: 503,
			body: { code: 'service_unavailable', message: 'Down.', fix: 'Wait.' },
		};
		const once = { status: 401, body: { code: 'unknown_api_key', message: 'No such key.' } };
		const denied = { status: 403, body: { code: 'missing_permission', message: 'Not allowed.' } };
		const failWith = (action: typeof down | typeof once | typeof denied) =>
			at.sandbox.fault({ match: { path: /batch-update$/ }, times: 99, action });

		test.each([
			['a refused key', once, /did not accept the API key/, undefined],
			['an outage', down, /^Down\.$/, 'Wait.\nTried 4 times.'],
			['a permission that the key lacks', denied, /^Not allowed\.$/, undefined],
		])('%s is the failure of each item', async (_what, action, message, details) => {
			const items = await mails(3);
			failWith(action);
			const output = await at.engine.action(addLabel, items, { onError: 'continueRegularOutput' });
			expect(output).toEqual(
				items.map((_, item) => ({
					json: { error: expect.stringMatching(message), ...(details && { details }) },
					pairedItem: { item },
				})),
			);
			expect(calls().filter((call) => call.startsWith('PATCH'))).toEqual([]);
		});

		test('leaves what another batch did in the output, and the rest on the error branch', async () => {
			const items = await mails(60);
			at.sandbox.fault({ match: { path: /batch-update$/ }, times: 1, action: { delayMs: 0 } });
			failWith(once);
			const run = await at.engine.run({
				nodes: [
					{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
					{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify(items) } },
					{
						name: 'AgentMail',
						type: ACTION,
						parameters: { ...addLabel, options: { parallel: 1 } } as NodeDefinition['parameters'],
						onError: 'continueErrorOutput',
					},
				],
				connections: chain('Start', 'Items', 'AgentMail'),
			});
			expect([0, 1].map((branch) => output(run, 'AgentMail', branch).length)).toEqual([50, 10]);
		});

		test('without On Error it fails the node, and names an item', async () => {
			failWith(once);
			await expect(at.engine.action(addLabel, await mails(3))).rejects.toMatchObject({
				message: expect.stringContaining('did not accept the API key'),
				context: { itemIndex: 0 },
			});
		});
	});

	test('batches that are refused are repeated by no more than 50 requests at once', async () => {
		const items = Array.from({ length: 250 }, (_, i) => ({ id: `<${i}@example.com>` }));
		let running = 0;
		let most = 0;
		const baseUrl = await serve((request, response) => {
			const isBatch = request.url!.endsWith('/batch-update');
			if (!isBatch) most = Math.max(most, ++running);
			setTimeout(() => {
				if (!isBatch) running--;
				response.statusCode = isBatch ? 422 : 200;
				response.end('{}');
			}, 5);
		});
		at.engine.useCredential({ ...credentialFor(at.sandbox), baseUrl });
		await at.engine.action(addLabel, items);
		expect(most).toBeLessThanOrEqual(50);
	});

	test('an item whose fields cannot be read leaves the others alone', async () => {
		const [a, b] = await mails(2);
		const output = await at.engine.action(addLabel, [a!, { id: '' }, b!], {
			onError: 'continueRegularOutput',
		});
		expect(
			output.map(({ json }) =>
				'error' in json ? String(json.error).slice(0, 16) : json.message_id,
			),
		).toEqual([a!.id, 'Message is empty', b!.id]);
	});
});

test('marking as read, and moving to the trash, go out together too', async () => {
	const items = await mails(10);
	for (const operation of ['markAsRead', 'moveToTrash']) {
		await at.engine.action({ resource: 'message', operation, inboxId, messageId }, items);
	}
	expect(calls()).toEqual(Array(2).fill('POST batch-update'));
	expect(labelsOf(items[0]!.id)).toEqual(expect.arrayContaining(['read', 'trash']));
	expect(labelsOf(items[0]!.id)).not.toContain('unread');
});

describe('message: get with Metadata Only', () => {
	const get = {
		resource: 'message',
		operation: 'get',
		inboxId,
		messageId,
		metadataOnly: true,
		simplify: false,
	};

	test('reads many messages in one request', async () => {
		const items = await mails(60);
		const output = await at.engine.action(get, items);
		expect(calls()).toEqual(['POST batch-get']);
		expect(output.map(({ json }) => json.subject)).toEqual(items.map((_, i) => `${i}`));
	});

	test('gives the same fields for one message as for several', async () => {
		const items = await mails(2);
		const [several] = await at.engine.action(get, items);
		const [one] = await at.engine.action(get, items.slice(0, 1));
		expect(one!.json).toEqual(several!.json);
	});
});

test.each([
	[1, 1],
	[12, 12],
	[99, 50],
])('Parallel Requests %s keeps %i requests under way', async (parallel, expected) => {
	const items = 4 * expected;
	let arrived = 0;
	const underWay: ServerResponse[] = [];
	// Answers when so many wait for it: fewer would wait for ever, and more are there before it answers.
	const baseUrl = await serve((_request, response) => {
		arrived++;
		if (underWay.push(response) === expected) setTimeout(answer, 50);
	});
	let most = 0;
	function answer() {
		most = Math.max(most, underWay.length);
		for (const response of underWay.splice(0)) response.end('{}');
	}
	at.engine.useCredential({ ...credentialFor(at.sandbox), baseUrl });
	await at.engine.action(
		{ resource: 'message', operation: 'get', inboxId, messageId, options: { parallel } },
		Array.from({ length: items }, (_, i) => ({ id: `<${i}@example.com>` })),
	);
	expect(most).toBe(expected);
	expect(arrived).toBe(items);
});

test('without Parallel Requests ten are under way, and more once these were answered', async () => {
	const underWay: ServerResponse[] = [];
	const rounds: number[] = [];
	let arrived = 0;
	const baseUrl = await serve((_request, response) => {
		arrived++;
		const expected = [10, 20][rounds.length] ?? 1;
		// Whether there are more than expected shows while these are held.
		if (underWay.push(response) === expected) setTimeout(answer, 50);
	});
	function answer() {
		rounds.push(underWay.length);
		for (const response of underWay.splice(0)) response.end('{}');
	}
	at.engine.useCredential({ ...credentialFor(at.sandbox), baseUrl });
	await at.engine.action(
		{ resource: 'message', operation: 'get', inboxId, messageId },
		Array.from({ length: 60 }, (_, i) => ({ id: `<${i}@example.com>` })),
	);
	expect(rounds.slice(0, 2)).toEqual([10, 20]);
	expect(arrived).toBe(60);
});
