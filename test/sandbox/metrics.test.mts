import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';
const HOUR = 3_600_000;
/** Fixed, so that no test runs across the end of an hour. */
const THIS_HOUR = Math.floor(Date.now() / HOUR) * HOUR;

type EventMap = Record<string, { timestamp: string; count: number }[]>;
type UsageMap = Record<string, { timestamp: string; value: number }[]>;

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** The start of an hour some hours back, and times after it. */
function hourBack(hours: number, minutes = 0): string {
	return new Date(THIS_HOUR - hours * HOUR + minutes * 60_000).toISOString();
}

const arrive = async (timestamp: string, fields: object = {}, inbox = INBOX) =>
	await sandbox.receive(inbox, { from: 'a@b.co', text: 'Hi', timestamp, ...fields });

async function events(query: Record<string, string> = {}, level = ''): Promise<EventMap> {
	const path = `${level}/metrics/events?${new URLSearchParams(query)}`;
	return (await api<EventMap>('GET', path)).body;
}

async function usage(query: Record<string, string> = {}, level = ''): Promise<UsageMap> {
	const path = `${level}/metrics/usage?${new URLSearchParams(query)}`;
	return (await api<UsageMap>('GET', path)).body;
}

describe('events', () => {
	test('are those that happened, by type', async () => {
		const send = {
			body: { to: ['x@example.com', 'bounce@x.io', 'complaint@x.io', 'reject@x.io'] },
		};
		await api('POST', `${inboxPath(INBOX)}/messages/send`, send);
		await sandbox.receive(INBOX, { from: 'a@b.co', spam: true });
		await api('POST', '/domains', { body: { domain: 'example.com' } });
		sandbox.verifyDomain('example.com');
		await sandbox.idle();
		// A payload that a test makes up did not happen.
		await sandbox.emit({ event_type: 'message.received', message: { inbox_id: INBOX } });
		const map = await events({ period: '86400' });
		const totals = Object.entries(map).map(([type, points]) => [
			type,
			points.reduce((sum, { count }) => sum + count, 0),
		]);
		expect(Object.fromEntries(totals)).toEqual({
			'message.sent': 1,
			'message.delivered': 2,
			'message.bounced': 1,
			'message.complained': 1,
			'message.rejected': 1,
			'message.received.spam': 1,
			'domain.verified': 1,
		});
	});

	test('are single points without a period, sums of buckets with one', async () => {
		const times = [hourBack(3, 5), hourBack(3, 50), hourBack(2, 1)];
		for (const time of times) await arrive(time);
		const { 'message.received': single } = await events();
		expect(single).toEqual(times.map((timestamp) => ({ timestamp, count: 1 })));
		const { 'message.received': hourly } = await events({ period: '3600' });
		expect(hourly).toEqual([
			{ timestamp: hourBack(3), count: 2 },
			{ timestamp: hourBack(2), count: 1 },
		]);
	});

	test('are cut by start, end and limit, newest first on demand', async () => {
		for (const hours of [30, 3, 2, 1]) await arrive(hourBack(hours));
		const times = async (query: Record<string, string>) =>
			((await events(query))['message.received'] ?? []).map(({ timestamp }) => timestamp);
		expect(await times({})).toEqual([hourBack(3), hourBack(2), hourBack(1)]);
		expect(await times({ start: ago(31 * HOUR), limit: '2' })).toEqual([hourBack(30), hourBack(3)]);
		expect(await times({ limit: '2', descending: 'true' })).toEqual([hourBack(1), hourBack(2)]);
		expect(await times({ end: hourBack(2, 1) })).toEqual([hourBack(3), hourBack(2)]);
		expect(await times({ end: '2100-01-01T00:00:00Z' })).toHaveLength(3);
	});

	test('are counted where they happened, and by type', async () => {
		const { body: pod } = await api<{ pod_id: string }>('POST', '/pods', { body: {} });
		const { inbox_id } = sandbox.createInbox({ username: 'acme', pod_id: pod.pod_id });
		await arrive(ago(1000));
		await arrive(ago(900), {}, inbox_id);
		await arrive(ago(800), { spam: true }, inbox_id);
		const types = { event_types: '["message.received"]' };
		expect(Object.keys(await events({}, `/pods/${pod.pod_id}`)).sort()).toEqual([
			'message.received',
			'message.received.spam',
		]);
		expect((await events(types, `/pods/${pod.pod_id}`))['message.received']).toHaveLength(1);
		expect(Object.keys(await events(types, inboxPath(inbox_id)))).toEqual(['message.received']);
		expect((await events())['message.received']).toHaveLength(2);
		// What happened in an inbox stays counted when the inbox is gone.
		await api('DELETE', inboxPath(inbox_id));
		expect((await events(types, `/pods/${pod.pod_id}`))['message.received']).toHaveLength(1);
	});
});

test('a bound key counts what it reaches, whatever the path', async () => {
	const { body: pod } = await api<{ pod_id: string }>('POST', '/pods', { body: {} });
	await arrive(ago(1000));
	const key = sandbox.createKey({ pod_id: pod.pod_id });
	expect((await api<EventMap>('GET', '/metrics/events', { key })).body).toEqual({});
	const { body } = await api<UsageMap>('GET', '/metrics/usage?limit=1', { key });
	expect(Object.keys(body)).not.toContain('pod_count');
});

describe('usage', () => {
	test('is a running total, flat where nothing happens', async () => {
		const { size } = await arrive(hourBack(3, 30));
		await arrive(hourBack(1, 30));
		const query = { start: hourBack(4), end: hourBack(0), period: '3600' };
		const { message_count, storage_bytes, thread_count, inbox_count } = await usage(query);
		expect(message_count).toEqual([
			{ timestamp: hourBack(3), value: 0 },
			{ timestamp: hourBack(2), value: 1 },
			{ timestamp: hourBack(1), value: 1 },
			{ timestamp: hourBack(0), value: 2 },
		]);
		expect(storage_bytes?.[1]?.value).toBe(size);
		expect(thread_count?.map(({ value }) => value)).toEqual([0, 1, 1, 2]);
		// The inbox itself was made only now.
		expect(inbox_count?.map(({ value }) => value)).toEqual([0, 0, 0, 0]);
	});

	test('without a period has a point at both ends and at each change', async () => {
		const time = hourBack(2);
		await arrive(time);
		const { message_count } = await usage();
		expect(message_count?.map(({ value }) => value)).toEqual([0, 1, 1]);
		expect(message_count?.[1]?.timestamp).toBe(time);
	});

	test('goes down when things are deleted', async () => {
		const { message_id } = await arrive(ago(5000));
		sandbox.createInbox({ username: 'acme' });
		const now = async () => {
			const map = await usage({ descending: 'true', limit: '1' });
			return Object.fromEntries(Object.entries(map).map(([type, [point]]) => [type, point?.value]));
		};
		const { storage_bytes, ...counts } = await now();
		expect(storage_bytes).toBeGreaterThan(0);
		const before = { message_count: 1, thread_count: 1, inbox_count: 2, domain_count: 0 };
		expect(counts).toEqual({ ...before, pod_count: 1 });
		await api('DELETE', inboxPath(INBOX, message_id));
		await api('DELETE', inboxPath('acme@agentmail.to'));
		expect(await now()).toEqual({
			storage_bytes: 0,
			message_count: 0,
			thread_count: 0,
			inbox_count: 1,
			domain_count: 0,
			pod_count: 1,
		});
	});

	test('has at each level the types that it can count', async () => {
		const pod = `/pods/${sandbox.store.defaultPod.pod_id}`;
		const inbox = ['message_count', 'storage_bytes', 'thread_count'];
		expect(Object.keys(await usage({}, inboxPath(INBOX))).sort()).toEqual(inbox);
		expect(Object.keys(await usage({}, pod)).sort()).toEqual(
			[...inbox, 'domain_count', 'inbox_count'].sort(),
		);
		const path = `${pod}/metrics/usage?usage_types=${encodeURIComponent('["pod_count"]')}`;
		expect((await api('GET', path)).status).toBe(400);
	});

	test('of more than 1000 buckets is refused with a period that fits', async () => {
		const answer = await api('GET', '/metrics/usage?period=60');
		expect([answer.status, answer.body.code]).toEqual([422, 'query_range_too_wide']);
		expect(answer.body.fix).toMatch(/at least 87 seconds/);
		expect((await api('GET', '/metrics/usage?period=87')).status).toBe(200);
		expect((await api('GET', '/metrics/events?period=60')).status).toBe(200);
	});
});

test.each([
	['start', { start: ago(91 * 24 * HOUR) }],
	['start', { start: ago(HOUR), end: ago(2 * HOUR) }],
	['period', { period: '0' }],
	['period', { period: '86401' }],
	['period', { period: '1.5' }],
	['event_types', { event_types: 'message.received' }],
	['event_types', { event_types: '["message.opened"]' }],
])('%s is checked: %j', async (field, query: Record<string, string>) => {
	const answer = await api('GET', `/metrics/events?${new URLSearchParams(query)}`);
	expect([answer.status, answer.body.errors?.[0]?.path[0]]).toEqual([400, field]);
});
