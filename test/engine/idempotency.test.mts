import { describe, expect, test } from '@jest/globals';

import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import {
	ACTION,
	TOOL,
	chain,
	createEngine,
	CREDENTIALS,
	output,
	type NodeDefinition,
} from '../../scripts/engine/engine.mjs';
import { byId, credentialFor, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const inboxId = byId(INBOX);
const send = {
	resource: 'message',
	operation: 'send',
	inboxId,
	to: 'jane@example.com',
	text: '={{ Math.random() }}',
};
const refusal = { status: 403, body: { code: 'message_rejected', message: 'Not now' } };
const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const keys = () => at.sandbox.requests.map(({ headers }) => headers['idempotency-key']);
const posts = () => at.sandbox.requests.filter(({ method }) => method === 'POST');
const mails = () =>
	[...at.sandbox.store.messages.values()].filter(({ to }) => to.includes('jane@example.com'));

describe('the key of a send', () => {
	test('is another for each item and for each execution', async () => {
		await at.engine.action(send, [{}, {}, {}]);
		await at.engine.action(send, [{}, {}, {}]);
		expect(new Set(keys()).size).toBe(6);
		for (const key of keys()) expect(key).toMatch(/^[A-Za-z0-9\-._~]{1,256}$/);
	});

	test('is another for each turn of a loop and for each node', async () => {
		const items = (name: string): NodeDefinition => ({
			name,
			type: 'test.items',
			parameters: { items: '[{}]' },
		});
		await at.engine.run({
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				items('First turn'),
				items('Second turn'),
				{ name: 'AgentMail', type: ACTION, parameters: send as NodeDefinition['parameters'] },
				{ name: 'Another', type: ACTION, parameters: send as NodeDefinition['parameters'] },
			],
			connections: {
				Start: {
					main: [['First turn', 'Second turn'].map((node) => ({ node, type: 'main', index: 0 }))],
				},
				...chain('First turn', 'AgentMail', 'Another'),
				...chain('Second turn', 'AgentMail'),
			},
		});
		expect(keys()).toHaveLength(4);
		expect(new Set(keys()).size).toBe(4);
	});

	test("is the same in our own repeats and in n8n's Retry on Fail", async () => {
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: 'lostAnswer' });
		const [sent] = await at.engine.action(send);
		const [own] = keys();
		expect(keys()).toEqual([own, own]);
		expect(mails().map(({ message_id }) => message_id)).toEqual([sent!.json.message_id]);

		at.sandbox.requests.length = 0;
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: refusal });
		await at.engine.action(send, [{}], retry);
		const [first] = keys();
		expect(keys()).toEqual([first, first]);
		expect(first).not.toBe(own);
		expect(mails()).toHaveLength(2);
	});

	test('is another for another operation of the same item', async () => {
		const create = { resource: 'draft', operation: 'create', inboxId, draftType: 'new' };
		await at.engine.action(create);
		await at.engine.action({ resource: 'inbox', operation: 'create' });
		const clientIds = posts().map(({ body }) => (body as { client_id: string }).client_id);
		expect(new Set(clientIds).size).toBe(2);
	});

	test('can be chosen, and then counts across executions', async () => {
		const chosen = { ...send, text: 'Once', options: { idempotencyKey: 'order-1042' } };
		const [first] = await at.engine.action(chosen);
		const [second] = await at.engine.action(chosen);
		expect(second!.json).toEqual(first!.json);
		expect(keys()).toEqual(['order-1042', 'order-1042']);
		expect(mails()).toHaveLength(1);
	});
});

test('Retry on Fail neither sends nor asks again for what was sent, and keeps its ids', async () => {
	const passed = { delayMs: 0 };
	at.sandbox.fault({ match: { path: /send$/ }, times: 2, action: passed });
	at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: refusal });
	const output = await at.engine.action({ ...send, options: { parallel: 1 } }, [{}, {}, {}], retry);
	expect(posts()).toHaveLength(4);
	expect(output.map(({ json }) => json.message_id)).toEqual(
		mails().map(({ message_id }) => message_id),
	);
});

describe('Retry on Fail does nothing twice', () => {
	const parallel = { options: { parallel: 1 } };
	/** The first request of a kind gets through, the second does not. */
	const failSecond = (match: { method?: string; path?: RegExp }) => {
		at.sandbox.fault({ match, times: 1, action: { delayMs: 0 } });
		at.sandbox.fault({ match, times: 1, action: refusal });
	};
	const received = async (subject: string) =>
		await at.sandbox.receive(INBOX, { from: 'bob@example.com', subject, text: 'x' });

	test('an item that has its API key gets no second one', async () => {
		const create = { resource: 'apiKey', operation: 'create', name: '={{ $json.name }}' };
		failSecond({ method: 'POST' });
		const items = [{ name: 'first' }, { name: 'second' }];
		const made = await at.engine.action({ ...create, ...parallel }, items, retry);
		expect(posts().map(({ body }) => (body as { name: string }).name)).toEqual([
			'first',
			'second',
			'second',
		]);
		expect(made.map(({ json }) => json.name)).toEqual(['first', 'second']);
		expect(made.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	test('what is deleted is not looked for again', async () => {
		const items = [await received('one'), await received('two')];
		const messageId = byId('={{ $json.message_id }}');
		const remove = { resource: 'message', operation: 'delete', inboxId, messageId };
		failSecond({ method: 'DELETE' });
		const deleted = await at.engine.action({ ...remove, ...parallel }, items, retry);
		expect(deleted.map(({ json }) => json.deleted)).toEqual([true, true]);
	});

	test('a batch that is done is not sent again', async () => {
		const items = [];
		for (const label of ['a', 'a', 'b', 'b'])
			items.push({ id: (await received(label)).message_id, label });
		const add = {
			resource: 'label',
			operation: 'add',
			inboxId,
			messageId: byId('={{ $json.id }}'),
		};
		at.sandbox.fault({ match: { path: /batch-update$/ }, times: 1, action: { delayMs: 0 } });
		at.sandbox.fault({ match: { path: /batch-update$/ }, times: 1, action: { status: 401 } });
		at.sandbox.requests.length = 0;
		const labels = '={{ $json.label }}';
		const output = await at.engine.action({ ...add, labels, ...parallel }, items, retry);
		expect(output.map(({ json }) => json.message_id)).toEqual(items.map(({ id }) => id));
		expect(posts().map(({ body }) => (body as { add_labels: string[] }).add_labels)).toEqual([
			['a'],
			['b'],
			['b'],
		]);
	});

	test('and with On Error an item that failed first is all that is run again', async () => {
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: refusal });
		const onError = { ...retry, onError: 'continueRegularOutput' } as const;
		const output = await at.engine.action({ ...send, ...parallel }, [{}, {}], onError);
		expect(output.map(({ json }) => 'error' in json)).toEqual([false, false]);
		expect(posts()).toHaveLength(3);
	});
});

describe('sending again after a try that was accepted', () => {
	test('with a text that changed says so instead of mailing twice or failing for ever', async () => {
		// The first try is accepted, but its answer is lost and its repeat refused; the second has another text.
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: 'lostAnswer' });
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: refusal });
		const [item] = await at.engine.action(send, [{}], retry);
		expect(item!.json).toEqual({
			inbox_id: INBOX,
			already_sent: true,
			note: 'An earlier try of this item was accepted. Nothing was sent again.',
		});
		expect(mails()).toHaveLength(1);
	});

	test('is still told from a first try where an answer is lost again', async () => {
		const rule = { match: { path: /send$/ } };
		at.sandbox.fault({ ...rule, times: 1, action: 'lostAnswer' });
		at.sandbox.fault({ ...rule, times: 5, action: { status: 503 } });
		at.sandbox.fault({ ...rule, times: 1, action: 'reset' });
		const [again] = await at.engine.action(send, [{}], { ...retry, maxTries: 2 });
		expect(again!.json).toMatchObject({ already_sent: true });
		expect(mails()).toHaveLength(1);
	});

	test('with a key that a person chose is a failure that names the key', async () => {
		const chosen = { ...send, options: { idempotencyKey: 'order-1042' } };
		await at.engine.action({ ...chosen, text: 'one' });
		await expect(at.engine.action({ ...chosen, text: 'two' })).rejects.toThrow(
			'The Idempotency Key "order-1042" is already in use',
		);
	});

	const busy = {
		status: 409,
		body: { code: 'conflict', message: 'The first request with this key is still running.' },
	};
	const inDoubt = expect.stringContaining(
		'AgentMail may have processed it anyway. Check before you run this again.',
	);

	test('that was cut off and may still run is a failure that says to look', async () => {
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: 'reset' });
		at.sandbox.fault({ match: { path: /send$/ }, action: busy });
		await expect(at.engine.action(send)).rejects.toMatchObject({ description: inDoubt });
		expect(posts()).toHaveLength(8);
	});

	test('that still runs for a while is answered as that one was', async () => {
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: 'lostAnswer' });
		at.sandbox.fault({ match: { path: /send$/ }, times: 6, action: busy });
		const [sent] = await at.engine.action(send);
		expect([sent!.json.message_id]).toEqual(mails().map(({ message_id }) => message_id));
	});

	test('with a key that a person chose claims nothing while the first try may run', async () => {
		at.sandbox.fault({ match: { path: /send$/ }, times: 1, action: 'reset' });
		at.sandbox.fault({ match: { path: /send$/ }, action: busy });
		const chosen = { ...send, options: { idempotencyKey: 'order-1042' } };
		await expect(at.engine.action(chosen)).rejects.toMatchObject({
			message: expect.stringContaining('or for a request that is still running'),
			description: inDoubt,
		});
	});

	test('is claimed of no mail that was never tried before', async () => {
		const being = { ...busy, body: { code: 'conflict', message: 'The inbox is being changed.' } };
		at.sandbox.fault({ match: { path: /send$/ }, action: being });
		await expect(at.engine.action(send)).rejects.toMatchObject({
			message: 'The inbox is being changed.',
			description: inDoubt,
		});
	});

	test('of a draft that AgentMail sends by itself is a failure that says to look', async () => {
		const draft = { resource: 'draft', inboxId };
		const [made] = await at.engine.action({ ...draft, operation: 'create', to: 'a@b.io' });
		const being = { status: 409, body: { code: 'conflict', message: 'The draft is being sent.' } };
		at.sandbox.fault({ match: { path: /send$/ }, action: being });
		const draftId = byId(String(made!.json.draft_id));
		await expect(at.engine.action({ ...draft, operation: 'send', draftId })).rejects.toMatchObject({
			message: 'The draft is being sent.',
			description: inDoubt,
		});
	});
});

describe('a key that a person chose', () => {
	test.each([
		['an @ in a Client ID', { resource: 'inbox', operation: 'create' }, 'clientId', 'a@b.io'],
		['a space in an Idempotency Key', send, 'idempotencyKey', 'order 1042'],
		['257 characters', send, 'idempotencyKey', 'a'.repeat(257)],
	])('%s is refused with advice, before anything is sent', async (_what, operation, name, key) => {
		await expect(at.engine.action({ ...operation, options: { [name]: key } })).rejects.toThrow(
			`can only have letters, digits, "-", ".", "_" and "~", at most 256 characters. Replace others, such as "@", with "-".`,
		);
		expect(at.sandbox.requests).toEqual([]);
	});
});

describe('a create that the API cannot do once by itself', () => {
	const creates = [
		['a domain', { resource: 'domain', operation: 'create', domain: 'example.org' }],
		[
			'a list entry',
			{
				resource: 'listEntry',
				operation: 'create',
				direction: 'send',
				listType: 'block',
				entry: 'x@y.io',
			},
		],
		['a bearer API key', { resource: 'apiKey', operation: 'create', name: 'ci' }],
	] as const;

	test.each(creates)('%s is sent once when its answer got lost', async (_what, operation) => {
		at.sandbox.fault({ match: { method: 'POST' }, action: 'reset' });
		await expect(at.engine.action(operation)).rejects.toMatchObject({
			description: expect.stringContaining('Check before you run this again'),
		});
		expect(posts()).toHaveLength(1);
	});

	test.each(creates)('%s is sent again when it was turned away', async (_what, operation) => {
		const turnedAway = { status: 429, headers: { 'retry-after': '0' }, body: {} };
		at.sandbox.fault({ match: { method: 'POST' }, times: 1, action: turnedAway });
		at.sandbox.fault({ match: { method: 'POST' }, action: { status: 200, body: {} } });
		await at.engine.action(operation);
		expect(posts()).toHaveLength(2);
	});
});

test.each([
	['inbox', {}],
	['pod', { name: 'customers' }],
	['draft', { inboxId, draftType: 'new' }],
])('a lost answer to creating one %s makes one', async (resource, fields) => {
	at.sandbox.fault({ match: { method: 'POST' }, times: 1, action: 'lostAnswer' });
	await at.engine.action({ resource, operation: 'create', ...fields });
	expect(posts().map(({ body }) => (body as { client_id: string }).client_id)).toEqual(
		Array(2).fill(expect.stringMatching(/^[0-9a-f]{64}$/)),
	);
	const { inboxes, pods, drafts } = at.sandbox.store;
	expect([inboxes.size, pods.size, drafts.size].reduce((sum, count) => sum + count)).toBe(3);
});

describe('calls of the tool of an AI agent', () => {
	const letters = [{ To: 'jane@example.com' }, { To: 'bob@example.com' }];

	/** As n8n's Tools Agent: it fetches the tool for each item of a batch, then calls it. */
	const agent = (work: (call: (i: number) => Promise<unknown>) => Promise<unknown[]>) => ({
		description: {
			displayName: 'Agent',
			name: 'agent',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main', 'ai_tool'].map((type) => ({ type, displayName: type })),
			outputs: ['main'],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			const tools: Array<{ invoke(given: object): Promise<unknown> }> = [];
			for (const index of letters.keys()) {
				const fetched = await this.getInputConnectionData('ai_tool', index);
				tools.push([fetched].flat(2)[0] as (typeof tools)[number]);
			}
			const answers = await work(
				async (i) => await tools[i]!.invoke(letters[i]!).catch((error: Error) => error.message),
			);
			return [answers.map((answer) => ({ json: { answer: String(answer) } }))];
		},
	});

	async function answersOf(
		work: Parameters<typeof agent>[0],
		settings: Partial<NodeDefinition> = {},
	): Promise<unknown[]> {
		const engine = await createEngine(credentialFor(at.sandbox), {
			nodes: { 'test.agent': agent(work) as unknown as INodeType },
		});
		const parameters = { ...send, text: 'Hello', to: "={{ $fromAI('To', '', 'string') }}" };
		const run = await engine.run({
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{ name: 'Agent', type: 'test.agent' },
				{
					name: 'Send',
					type: TOOL,
					credentials: CREDENTIALS,
					parameters: { ...parameters, descriptionType: 'manual', toolDescription: 'Sends' },
					...settings,
				},
			],
			connections: {
				...chain('Start', 'Agent'),
				Send: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		});
		return output(run, 'Agent').map(({ json }) => json.answer);
	}

	test('that run at once neither swallow nor repeat a mail: one whose values n8n took from another says so', async () => {
		const answers = await answersOf(async (call) => [
			...(await Promise.all([call(0), call(1)])),
			await call(1),
		]);
		const recipients = [...at.sandbox.store.messages.values()].flatMap(({ to }) => to).sort();
		expect(recipients).toEqual(['bob@example.com', 'jane@example.com']);
		expect(answers).toEqual([
			expect.stringContaining('message_id'),
			expect.stringContaining('n8n mixed up the values of calls of this tool'),
			expect.stringContaining('message_id'),
		]);
	});

	describe('whose answer was lost', () => {
		const lost = (path = /send$/) => {
			const match = { path };
			at.sandbox.fault({ match, times: 1, action: 'lostAnswer' });
			at.sandbox.fault({ match, times: 5, action: { status: 503 } });
		};
		const sent = [expect.stringContaining('message_id')];

		test('mail once, when Retry on Fail makes the call again', async () => {
			lost();
			const answers = await answersOf(async (call) => [await call(0)], { ...retry });
			expect(answers).toEqual(sent);
			expect(mails()).toHaveLength(1);
		});

		test('mail once, when the model makes the call again', async () => {
			lost();
			const answers = await answersOf(async (call) => [await call(0), await call(0)]);
			expect(answers).toEqual([expect.stringContaining('may have processed it'), ...sent]);
			expect(mails()).toHaveLength(1);
		});

		test('answer a thread once, whose last message is then the answer itself', async () => {
			const mail = { from: 'jane@example.com', subject: 'Order', text: 'Where is it?' };
			const { thread_id } = await at.sandbox.receive(INBOX, mail);
			lost(/reply$/);
			const reply = {
				resource: 'thread',
				operation: 'reply',
				threadId: byId(thread_id),
				text: 'Here',
			};
			const parameters = { ...reply, descriptionType: 'manual', toolDescription: 'Replies' };
			const answers = await answersOf(async (call) => [await call(0)], { ...retry, parameters });
			expect(answers).toEqual([expect.stringContaining('already_sent')]);
			expect(at.sandbox.store.messages.size).toBe(2);
		});

		test('mail again, when the model wants the same once more', async () => {
			const answers = await answersOf(async (call) => [await call(0), await call(0)]);
			expect(answers).toEqual([...sent, ...sent]);
			expect(mails()).toHaveLength(2);
		});
	});
});
