import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf } from './api.mjs';
import { startReceiver } from './receiver.mjs';

let sandbox: Sandbox;

beforeEach(async () => {
	sandbox = await startSandbox({ retryScheduleMs: [] });
});
afterEach(async () => await sandbox.close());

async function control<Body = unknown>(method: string, name: string, body?: unknown) {
	const response = await fetch(`${sandbox.url}/control/${name}`, {
		method,
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return {
		status: response.status,
		body: (text === '' ? undefined : JSON.parse(text)) as Body,
	};
}

test('receive injects a mail with everything it can have', async () => {
	const { status, body } = await control('POST', 'receive', {
		inbox_id: 'support@agentmail.to',
		from: 'Jane <jane@example.com>',
		cc: ['bob@example.com'],
		subject: 'Hello',
		text: 'Text',
		html: '<p>Text</p>',
		headers: { 'X-A': 'b' },
		in_reply_to: '<one@x>',
		references: ['<one@x>'],
		attachments: [{ filename: 'a.txt', content: 'YWJj' }],
		spam: true,
	});
	expect(status).toBe(200);
	expect(body).toMatchObject({
		to: ['support@agentmail.to'],
		cc: ['bob@example.com'],
		subject: 'Hello',
		headers: { 'X-A': 'b' },
		in_reply_to: '<one@x>',
		references: ['<one@x>'],
		attachments: [{ filename: 'a.txt', size: 3 }],
		labels: ['received', 'unread', 'spam'],
	});
	expect(sandbox.store.messages.size).toBe(1);
});

test.each([
	['without a sender', { subject: 'x' }, 400],
	['into an inbox that does not exist', { from: 'a@b.c', inbox_id: 'no@agentmail.to' }, 404],
])('receive %s is refused', async (_case, mail, status) => {
	expect((await control('POST', 'receive', mail)).status).toBe(status);
});

test('keys and inboxes are made, state and requests are shown', async () => {
	const { body: inbox } = await control<{ inbox_id: string }>('POST', 'inboxes', {
		username: 'ada',
	});
	const { body: key } = await control<{ api_key: string }>('POST', 'keys', inbox);
	const me = await apiOf(sandbox)<object>('GET', '/auth/me', { key: key.api_key });
	expect(me.body).toMatchObject({ scope_type: 'inbox', scope_id: 'ada@agentmail.to' });
	const { body: state } = await control<{ inboxes: object[] }>('GET', 'state');
	expect(state.inboxes).toHaveLength(2);
	const { body: requests } = await control('GET', 'requests');
	expect(requests).toMatchObject([{ method: 'GET', path: '/v0/auth/me', status: 200 }]);
});

test('faults are armed and cleared, and never hit the control endpoints themselves', async () => {
	const rule = { match: { path: '^/v0/auth' }, action: { status: 503 } };
	expect((await control('POST', 'faults', rule)).status).toBe(204);
	expect((await apiOf(sandbox)('GET', '/auth/me')).status).toBe(503);
	await control('POST', 'faults', { action: { status: 500 } });
	expect((await control('DELETE', 'faults')).status).toBe(204);
	expect((await apiOf(sandbox)('GET', '/auth/me')).status).toBe(200);
	expect((await control('POST', 'faults', {})).status).toBe(400);
});

test('events are emitted, their deliveries logged and repeated', async () => {
	const receiver = await startReceiver();
	try {
		const body = { url: receiver.url, event_types: ['message.opened'] };
		await apiOf(sandbox)('POST', '/webhooks', { body });
		const event = { event_type: 'message.opened', open: { inbox_id: 'support@agentmail.to' } };
		expect((await control('POST', 'emit', event)).status).toBe(204);
		expect((await control('POST', 'idle')).status).toBe(204);
		const { body: log } = await control<{ delivery_id: string }[]>('GET', 'deliveries');
		expect(log).toMatchObject([{ status: 'succeeded', attempts: [{ status: 200 }] }]);
		await control('POST', 'redeliver', { delivery_id: log[0]?.delivery_id });
		await control('POST', 'idle');
		expect(receiver.deliveries.map((delivery) => delivery.body)).toEqual(
			Array(2).fill(JSON.stringify(event)),
		);
	} finally {
		await receiver.close();
	}
});

test('settings are changed and reset puts everything back', async () => {
	await control('POST', 'settings', { bareForbidden: true, timeScale: 10, unknown: 1 });
	expect((await apiOf(sandbox)('GET', '/auth/me', { key: 'x' })).status).toBe(403);
	expect(sandbox.settings).not.toHaveProperty('unknown');
	sandbox.createInbox({ username: 'ada' });
	expect((await control('POST', 'reset')).status).toBe(204);
	expect((await apiOf(sandbox)('GET', '/auth/me', { key: 'x' })).status).toBe(401);
	expect([...sandbox.store.inboxes.keys()]).toEqual(['support@agentmail.to']);
	expect(sandbox.requests).toHaveLength(1);
	expect((await apiOf(sandbox)('GET', '/auth/me')).status).toBe(200);
});

test('its clock can be wrong, and reset puts it right', async () => {
	const HOUR = 60 * 60_000;
	const off = ({ headers }: { headers: Headers }) =>
		Math.abs(Math.round((Date.parse(headers.get('date') ?? '') - Date.now()) / HOUR));
	await control('POST', 'settings', { clockSkewMs: 2 * HOUR });
	expect(off(await fetch(`${sandbox.url}/v0/auth/me`))).toBe(2);
	const mail = { from: 'jane@example.com', subject: 'Hello' };
	const { timestamp } = await sandbox.receive('support@agentmail.to', mail);
	expect(Math.round((Date.parse(timestamp) - Date.now()) / HOUR)).toBe(2);
	await control('POST', 'reset');
	expect(off(await fetch(`${sandbox.url}/v0/auth/me`))).toBe(0);
});

test('its lists can lag behind', async () => {
	await control('POST', 'settings', { listLagMs: 60_000 });
	await sandbox.receive('support@agentmail.to', { from: 'jane@example.com', subject: 'Hello' });
	const listed = async (of: string) =>
		(await apiOf(sandbox)<{ count: number }>('GET', of)).body.count;
	const lists = ['/threads', '/inboxes/support@agentmail.to/messages'];
	expect(await Promise.all(lists.map(listed))).toEqual([0, 0]);
	await control('POST', 'settings', { listLagMs: 0 });
	expect(await Promise.all(lists.map(listed))).toEqual([1, 1]);
});

describe('only the machine itself', () => {
	test('reaches the control endpoints: another host name, as of a rebound DNS, is refused', async () => {
		const { port } = new URL(sandbox.url);
		const status = await new Promise<number | undefined>((resolve, reject) => {
			const headers = { host: `evil.example.com:${port}` };
			request({ host: '127.0.0.1', port, path: '/control/state', headers }, (response) => {
				response.resume();
				resolve(response.statusCode);
			})
				.on('error', reject)
				.end();
		});
		expect(status).toBe(403);
	});
});
