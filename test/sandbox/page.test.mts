import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { request } from 'node:http';
import { AutoConfigConsumer } from 'svix';
import { WebSocket } from 'ws';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { fatesOf } from '../../sandbox/page/browser/fates.mjs';
import type { Snapshot } from '../../sandbox/page/snapshot.mjs';
import { apiOf } from './api.mjs';
import { startReceiver } from './receiver.mjs';

const INBOX = 'support@agentmail.to';

let sandbox: Sandbox;

beforeEach(async () => {
	sandbox = await startSandbox({ retryScheduleMs: [60_000] });
});
afterEach(async () => await sandbox.close());

/** What the page is told, one state after the other. */
async function* snapshots(): AsyncGenerator<Snapshot, void> {
	const { body } = await fetch(`${sandbox.url}/control/live`);
	const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
	let text = '';
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			const events = (text + value).split('\n\n');
			text = events.pop() ?? '';
			for (const event of events) {
				if (event.startsWith('data: ')) yield JSON.parse(event.slice(6)) as Snapshot;
			}
		}
	} finally {
		await reader.cancel();
	}
}

async function snapshotWith(wanted: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
	for await (const snapshot of snapshots()) if (wanted(snapshot)) return snapshot;
	throw new Error('The stream ended.');
}

/** A request with any Host, which fetch does not allow. */
async function statusOf(method: string, path: string, headers: Record<string, string>) {
	const { port } = new URL(sandbox.url);
	return await new Promise<number | undefined>((resolve, reject) => {
		request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
			response.destroy();
			resolve(response.statusCode);
		})
			.on('error', reject)
			.end();
	});
}

test('the page and each file it names are there, from here alone', async () => {
	const page = await fetch(sandbox.url);
	expect(page.status).toBe(200);
	const html = await page.text();
	const names = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, name]) => name!);
	expect(names).toEqual(expect.arrayContaining(['/page/page.mjs', '/page/style.css']));
	for (const name of names) {
		expect(name).toMatch(/^\/page\//);
		expect((await fetch(sandbox.url + name)).status).toBe(200);
	}
});

test('runs own scripts only, and nothing inline', async () => {
	const { headers } = await fetch(sandbox.url);
	const policy = headers.get('content-security-policy')?.split('; ');
	expect(policy).toEqual(
		expect.arrayContaining([
			"default-src 'none'",
			"script-src 'self'",
			"style-src 'self'",
			"frame-ancestors 'none'",
		]),
	);
	expect(policy?.join()).not.toContain('unsafe');
	expect(headers.get('x-content-type-options')).toBe('nosniff');
	expect(headers.get('access-control-allow-origin')).toBeNull();
});

test.each([
	['GET', '/'],
	['GET', '/page/page.mjs'],
	['GET', '/control/live'],
	['GET', '/control/file?attachment_id=x'],
	['GET', '/control/state'],
	['POST', '/control/reset'],
])('%s %s is refused for a rebound name and for a foreign web page', async (method, path) => {
	const { host } = new URL(sandbox.url);
	sandbox.createInbox({ username: 'still-there' });
	expect(await statusOf(method, path, { host: 'evil.example.com' })).toBe(403);
	expect(await statusOf(method, path, { host, origin: 'https://evil.example.com' })).toBe(403);
	expect(await statusOf(method, path, { host, origin: 'null' })).toBe(403);
	expect(await statusOf(method, path, { host, origin: 'http://127.0.0.1:1' })).toBe(403);
	expect(sandbox.store.inboxes.has('still-there@agentmail.to')).toBe(true);
});

test('the page itself may post', async () => {
	const { host, origin } = new URL(sandbox.url);
	expect(await statusOf('POST', '/control/reset', { host, origin })).toBe(204);
});

test('sends the state at once, again after each change, and all of it to who reconnects', async () => {
	const stream = snapshots();
	const first = await stream.next();
	expect(first.value).toMatchObject({ inboxes: [{ inbox_id: INBOX }], threads: [] });
	const mail = await sandbox.receive(INBOX, { from: 'Jane <j@x.io>', subject: 'A', text: 'B' });
	const second = await stream.next();
	const message = { message_id: mail.message_id, from: 'Jane <j@x.io>', text: 'B' };
	expect(second.value).toMatchObject({ threads: [{ subject: 'A', messages: [message] }] });
	await stream.return();
	await sandbox.receive(INBOX, { from: 'Bob <b@x.io>', subject: 'C', text: 'D' });
	const again = await snapshots().next();
	expect((again.value as Snapshot).threads.map(({ subject }) => subject).sort()).toEqual([
		'A',
		'C',
	]);
});

test('shows a delivery with its attempts and the next one, and no signing secret', async () => {
	const receiver = await startReceiver();
	receiver.answers.push(503);
	try {
		const body = {
			url: receiver.url,
			event_types: ['message.received'],
			headers: { 'X-Secret': 'a-header-value' },
		};
		const { body: webhook } = await apiOf(sandbox)<{ secret: string }>('POST', '/webhooks', {
			body,
		});
		await sandbox.receive(INBOX, { from: 'j@x.io', subject: 'A', text: 'B' });
		const waiting = await snapshotWith(({ deliveries }) =>
			deliveries.some(({ next_attempt_at }) => next_attempt_at),
		);
		const [delivery] = waiting.deliveries;
		expect(delivery).toMatchObject({
			status: 'pending',
			subject: 'A',
			attempts: [{ status: 503 }],
		});
		expect(Date.parse(delivery!.next_attempt_at!)).toBeGreaterThan(Date.now() + 30_000);
		const written = JSON.stringify(waiting);
		expect(written).not.toContain(webhook.secret);
		expect(written).not.toContain('a-header-value');

		sandbox.redeliver(delivery!.delivery_id);
		const done = await snapshotWith(({ deliveries }) => deliveries[0]?.status === 'succeeded');
		expect(done.deliveries[0]?.attempts).toMatchObject([{ status: 503 }, { status: 200 }]);
		expect(done.deliveries[0]).not.toHaveProperty('next_attempt_at');
		// The planned retry is gone: nothing waits any more.
		await sandbox.idle(1000);
		expect(receiver.deliveries).toHaveLength(2);
	} finally {
		await receiver.close();
	}
});

test('says why a trigger ignored a delivery, if it said so', async () => {
	const receiver = await startReceiver();
	try {
		const body = { url: receiver.url, event_types: ['message.received'] };
		await apiOf(sandbox)('POST', '/webhooks', { body });
		const answers = ['Ignored: it is a reply (filter Conversation).', 'Thanks', 'Not Ignored: x.'];
		for (const say of answers) {
			receiver.answers.push({ say });
			await sandbox.receive(INBOX, { from: 'j@x.io', subject: 'A', text: 'B' });
			await sandbox.idle();
		}
		receiver.answers.push(503);
		await sandbox.receive(INBOX, { from: 'j@x.io', subject: 'A', text: 'B' });
		const { deliveries } = await snapshotWith(({ deliveries: [last] }) =>
			Boolean(last?.next_attempt_at),
		);
		expect(deliveries.map(({ ignored_because }) => ignored_because)).toEqual([
			undefined,
			undefined,
			undefined,
			'it is a reply (filter Conversation)',
		]);
	} finally {
		await receiver.close();
	}
});

test('shows how far each event of a queue is, and not what opens it', async () => {
	const body = { event_types: ['message.received'], client_id: 'mine' };
	const made = await apiOf(sandbox)<{ token: string }>('POST', '/webhooks/polling', { body });
	const consumer = new AutoConfigConsumer(made.body.token, { type: 'poller', config: {} } as never);
	for (const subject of ['First', 'Second']) {
		await sandbox.receive(INBOX, { from: 'j@x.io', subject, text: 'B' });
	}
	const states = async () => {
		const { value } = await snapshots().next();
		for (const { bearer } of sandbox.store.queues.values()) {
			expect(JSON.stringify(value)).not.toContain(bearer);
		}
		return (value as Snapshot).queues[0]?.entries.map(({ subject, state }) => [subject, state]);
	};
	expect(await states()).toEqual([
		['Second', 'waiting'],
		['First', 'waiting'],
	]);
	const { data } = await consumer.receive('me', { limit: 1 });
	expect(await states()).toEqual([
		['Second', 'waiting'],
		['First', 'read'],
	]);
	await consumer.commit('me', data[0]!.offset);
	expect(await states()).toEqual([
		['Second', 'waiting'],
		['First', 'done'],
	]);
});

test('says of an email of which nobody was told what to do, until somebody answers it', async () => {
	const { message_id } = await sandbox.receive(INBOX, { from: 'j@x.io', subject: 'A', text: 'B' });
	const said = async () => {
		const snapshot = (await snapshots().next()).value as Snapshot;
		const arrived = snapshot.threads[0]?.messages[0];
		return fatesOf(arrived!, snapshot).map(({ sentence }) => sentence);
	};
	expect(await said()).toEqual([expect.stringContaining('Nobody was told')]);
	const reply = `/inboxes/${INBOX}/messages/${encodeURIComponent(message_id)}/reply`;
	await apiOf(sandbox)('POST', reply, { body: { text: 'Hello' } });
	expect(await said()).toEqual([]);
});

test('shows who listens over WebSocket, and which messages were sent there', async () => {
	const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/v0`, {
		headers: { authorization: `Bearer ${sandbox.apiKey}` },
	});
	try {
		await once(socket, 'open');
		socket.send(JSON.stringify({ type: 'subscribe', event_types: ['message.received'] }));
		await once(socket, 'message');
		await sandbox.receive(INBOX, { from: 'j@x.io', subject: 'Told', text: 'B' });
		await sandbox.receive(INBOX, { from: 'j@x.io', subject: 'Not told', text: 'B', spam: true });
		const { value } = await snapshots().next();
		const { subscriptions, threads } = value as Snapshot;
		expect(subscriptions).toEqual([{ event_types: ['message.received'] }]);
		const told = threads.flatMap(({ messages }) =>
			messages.map(({ subject, is_streamed }) => [subject, is_streamed]),
		);
		expect(Object.fromEntries(told)).toEqual({ Told: true, 'Not told': false });
	} finally {
		socket.terminate();
	}
});

test.each([
	['off', false, undefined],
	['monitor', false, 'clear'],
	['monitor', true, 'monitored'],
	['hold', false, 'clear'],
	['hold', true, 'held'],
] as const)('with Agent Armor %s, a suspicious email (%s) is %s', async (mode, review, state) => {
	sandbox.settings.agentArmor = mode;
	const mail = await sandbox.receive(INBOX, { from: 'j@x.io', subject: 'A', text: 'B', review });
	const armor = async () =>
		((await snapshots().next()).value as Snapshot).threads[0]?.messages[0]?.armor;
	expect(await armor()).toBe(state);
	if (state !== 'held') return;
	const message = `/inboxes/${INBOX}/messages/${encodeURIComponent(mail.message_id)}`;
	const body = { reason: 'Known sender' };
	await apiOf(sandbox)('POST', `${message}/agent-armor/release`, { body });
	expect(await armor()).toBe('released');
});

test('a file of a stranger is saved, never shown', async () => {
	const evil = '<script>alert(1)</script>';
	const mail = await sandbox.receive(INBOX, {
		from: 'j@x.io',
		attachments: [{ filename: 'a.html', content_type: 'text/html', content: Buffer.from(evil) }],
	});
	const { attachment_id = '' } = mail.attachments?.[0] ?? {};
	const file = await fetch(`${sandbox.url}/control/file?attachment_id=${attachment_id}`);
	expect(await file.text()).toBe(evil);
	expect(file.headers.get('content-disposition')).toBe('attachment');
	expect(file.headers.get('content-type')).toBe('application/octet-stream');
	expect((await fetch(`${sandbox.url}/control/file?attachment_id=no`)).status).toBe(404);
});

test('a fault for every path of the API leaves the page alone', async () => {
	sandbox.fault({ action: { status: 500 } });
	expect((await fetch(sandbox.url)).status).toBe(200);
	expect((await fetch(`${sandbox.url}/page/style.css`)).status).toBe(200);
});
