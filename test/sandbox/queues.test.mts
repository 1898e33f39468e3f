import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AutoConfigConsumer } from 'svix';

import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { problemsOfAnswer } from '../newerApi.mjs';
import { apiOf, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';
const READER = 'reader';

interface Queue {
	webhook_id: string;
	client_id: string;
	event_types: string[];
	token: string;
	updated_at: string;
}

let sandbox: Sandbox;
let call: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	const api = apiOf(sandbox);
	// Every answer of every test is one that the API gives.
	call = async (method, path, options) => {
		const answer = await api(method, path, options);
		const request = { method, path: `/v0${path.split('?')[0]}` };
		expect(problemsOfAnswer(request, answer.status, answer.body)).toEqual([]);
		return answer as never;
	};
});
afterEach(async () => await sandbox.close());

async function create(more: object = {}, at = '', key?: string): Promise<Queue> {
	const body = { client_id: 'mine', event_types: ['message.received'], ...more };
	return (await call<Queue>('POST', `${at}/webhooks/polling`, { body, key })).body;
}

const receive = async (subject: string, inbox = INBOX) =>
	await sandbox.receive(inbox, { from: 'jane@example.com', subject, text: 'Hello.' });

/** The official consumer. It cannot read tokens of the second kind. */
const consumerFor = ({ token }: Queue) =>
	new AutoConfigConsumer(token, { type: 'poller', config: {} } as never);

async function subjectsOf(consumer: AutoConfigConsumer, options = {}): Promise<unknown[]> {
	const { data } = await consumer.receive(READER, options);
	return data.map(({ payload }) => (payload as { message: { subject: string } }).message.subject);
}

describe('the official consumer', () => {
	test('reads what came since the queue was made, commits, and finds nothing more', async () => {
		await receive('Before');
		const consumer = consumerFor(await create());
		await receive('One');
		await receive('Two');
		const { data, done } = await consumer.receive(READER);
		expect([data.map(({ eventType }) => eventType), done]).toEqual([
			['message.received', 'message.received'],
			true,
		]);
		await consumer.commit(READER, data[1]!.offset);
		expect(await consumer.receive(READER)).toMatchObject({ data: [], done: true });
	});

	test('gets nothing while a batch is out, and the same again when the lease is over', async () => {
		const consumer = consumerFor(await create());
		await receive('One');
		expect(await subjectsOf(consumer, { leaseDurationMs: 60_000 })).toEqual(['One']);
		await expect(consumer.receive(READER)).rejects.toMatchObject({
			code: 423,
			body: { code: 'no_available_lease' },
		});
		sandbox.settings.clockSkewMs = 60_000;
		expect(await subjectsOf(consumer)).toEqual(['One']);
	});

	test('a commit in the middle keeps the lease, and a late one still counts', async () => {
		const consumer = consumerFor(await create());
		await receive('One');
		await receive('Two');
		const { data } = await consumer.receive(READER, { leaseDurationMs: 60_000 });
		await consumer.commit(READER, data[0]!.offset);
		await expect(consumer.receive(READER)).rejects.toMatchObject({ code: 423 });
		await consumer.commit(READER, data[1]!.offset);
		await receive('Three');
		expect(await subjectsOf(consumer)).toEqual(['Three']);
	});

	test('is told when more waits than it asked for', async () => {
		const consumer = consumerFor(await create());
		await receive('One');
		await receive('Two');
		const first = await consumer.receive(READER, { limit: 1 });
		expect([first.data.length, first.done]).toEqual([1, false]);
	});

	test('each reader has its own position, and one that begins with the latest gets what comes next', async () => {
		const consumer = consumerFor(await create());
		await receive('One');
		expect(await subjectsOf(consumer)).toEqual(['One']);
		expect((await consumer.receive('other')).data).toHaveLength(1);
		const latest = { startingPosition: 'latest' } as never;
		expect((await consumer.receive('late', latest)).data).toEqual([]);
		await receive('Two');
		expect((await consumer.receive('late', latest)).data).toHaveLength(1);
	});

	test('has a dead token once another was taken, once all were killed, and once the queue is gone', async () => {
		const first = await create();
		const second = await create();
		expect(second.webhook_id).toBe(first.webhook_id);
		const dead = { code: 401 };
		await expect(consumerFor(first).receive(READER)).rejects.toMatchObject(dead);
		await receive('One');
		expect(await subjectsOf(consumerFor(second))).toEqual(['One']);
		sandbox.killTokens();
		await expect(consumerFor(second).receive(READER)).rejects.toMatchObject(dead);
		const third = await create();
		await call('DELETE', `/webhooks/polling/${third.webhook_id}`);
		await expect(consumerFor(third).receive(READER)).rejects.toMatchObject(dead);
	});

	test('meets the faults that a test orders', async () => {
		const consumer = consumerFor(await create());
		sandbox.fault({ match: { path: '/api/v1' }, times: 1, action: { status: 429 } });
		await expect(consumer.receive(READER)).rejects.toMatchObject({ code: 429 });
	});
});

describe('AgentMail’s side', () => {
	test('lists newest first, gets by either id, and shows the token to nobody', async () => {
		const one = await create({ client_id: 'one' });
		const two = await create({ client_id: 'two' });
		const { body } = await call<{ polling_webhooks: Queue[] }>('GET', '/webhooks/polling');
		expect(body.polling_webhooks.map(({ client_id }) => client_id).sort()).toEqual(['one', 'two']);
		for (const id of [one.webhook_id, 'one']) {
			const found = await call<Queue>('GET', `/webhooks/polling/${id}`);
			expect(found.body).toMatchObject({ webhook_id: one.webhook_id });
			expect(found.body).not.toHaveProperty('token');
		}
		expect(JSON.stringify(body)).not.toContain(two.token);
	});

	test('pods and inboxes have queues of their own, which get their events alone', async () => {
		const other = sandbox.createInbox();
		const key = sandbox.createKey({ inbox_id: INBOX });
		const own = await create({}, `/inboxes/${encodeURIComponent(INBOX)}`, key);
		const narrowed = await create({ client_id: 'narrowed', inbox_ids: [other.inbox_id] });
		await receive('For support');
		await receive('For the other', other.inbox_id);
		expect(await subjectsOf(consumerFor(own))).toEqual(['For support']);
		expect(await subjectsOf(consumerFor(narrowed))).toEqual(['For the other']);
		expect((await call('GET', `/webhooks/polling/${own.webhook_id}`, { key })).status).toBe(404);
	});

	test.each([
		['no client_id', { client_id: undefined }, 400],
		['no events', { event_types: [] }, 400],
		['an event that is unknown', { event_types: ['message.unknown'] }, 400],
	])('%s is refused', async (_what, body, status) => {
		const wanted = { client_id: 'mine', event_types: ['message.received'], ...body };
		expect((await call('POST', '/webhooks/polling', { body: wanted })).status).toBe(status);
	});

	test('an eleventh is refused, and so is a key without the permission', async () => {
		for (let each = 0; each < 10; each++) await create({ client_id: `q${each}` });
		const body = { client_id: 'q10', event_types: ['message.received'] };
		const { body: refusal } = await call('POST', '/webhooks/polling', { body });
		expect(refusal.code).toBe('limit_exceeded');
		const key = sandbox.createKey({ permissions: { message_read: true } });
		expect((await call('POST', '/webhooks/polling', { body, key })).status).toBe(403);
	});
});
