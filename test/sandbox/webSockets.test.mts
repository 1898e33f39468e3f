import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { once } from 'node:events';
import { AgentMailClient } from 'agentmail';
import { WebSocket } from 'ws';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';

const INBOX = 'support@agentmail.to';
const MAIL = { from: 'jane@example.com', subject: 'Hello', text: 'Hello.' };

let sandbox: Sandbox;
const open: WebSocket[] = [];

beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(async () => {
	for (const socket of open.splice(0)) socket.terminate();
	await sandbox.close();
});

interface Client {
	socket: WebSocket;
	frames: Record<string, unknown>[];
	frame(count: number): Promise<Record<string, unknown>>;
}

async function connect(subscription?: object, key = sandbox.apiKey): Promise<Client> {
	const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/v0`, {
		headers: { authorization: `Bearer ${key}` },
	});
	open.push(socket);
	const frames: Record<string, unknown>[] = [];
	socket.on('message', (frame: Buffer) => {
		const text = frame.toString();
		try {
			frames.push(JSON.parse(text) as Record<string, unknown>);
		} catch {
			frames.push({ broken: text });
		}
	});
	socket.on('error', () => undefined);
	await once(socket, 'open');
	if (subscription) socket.send(JSON.stringify({ type: 'subscribe', ...subscription }));
	const frame = async (count: number) =>
		await waitUntil(`frame ${count}`, async () => frames[count - 1]);
	if (subscription) await frame(1);
	return { socket, frames, frame };
}

test('a subscription can stay without an answer', async () => {
	sandbox.settings.confirmsSubscriptions = false;
	const { socket, frames } = await connect();
	socket.send('{"type":"subscribe"}');
	// Answered in turn, so the one before has been read by then.
	socket.send('{"type":"unknown"}');
	await waitUntil('the refusal', async () => frames[0]);
	expect(frames).toEqual([expect.objectContaining({ type: 'error' })]);
	expect(sandbox.sockets.subscriptions).toEqual([]);
});

const status = async (headers: Record<string, string>, path = '/v0') => {
	const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}${path}`, { headers });
	open.push(socket);
	socket.on('error', () => undefined);
	return await new Promise<number>((resolve) => {
		socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
		socket.on('open', () => resolve(101));
		socket.on('close', () => resolve(0));
	});
};

describe('an upgrade', () => {
	test.each([
		['the key in the header', () => [{ authorization: `Bearer ${sandbox.apiKey}` }, '/v0', 101]],
		['the key in the query', () => [{}, `/v0?api_key=${sandbox.apiKey}`, 101]],
		['no key', () => [{}, '/v0', 401]],
		['a wrong key', () => [{ authorization: 'Bearer am_us_wrong' }, '/v0', 401]],
		['another path', () => [{ authorization: `Bearer ${sandbox.apiKey}` }, '/v1', 404]],
	] as Array<[string, () => [Record<string, string>, string, number]]>)(
		'with %s',
		async (_what, given) => {
			const [headers, path, expected] = given();
			expect(await status(headers, path)).toBe(expected);
			expect(sandbox.requests.at(-1)?.status).toBe(expected);
		},
	);

	test('can be refused once, or reset, like any request', async () => {
		const match = { path: /^\/v0$/ };
		sandbox.fault({ match, times: 1, action: { status: 503 } });
		sandbox.fault({ match, times: 1, action: 'reset' });
		const headers = { authorization: `Bearer ${sandbox.apiKey}` };
		expect([await status(headers), await status(headers), await status(headers)]).toEqual([
			503, 0, 101,
		]);
	});

	test('finds nobody while connections are refused', async () => {
		const refused = sandbox.refuse(200);
		await expect(fetch(`${sandbox.url}/v0/auth/me`)).rejects.toThrow();
		await refused;
		expect(await status({ authorization: `Bearer ${sandbox.apiKey}` })).toBe(101);
	});
});

describe('a subscription', () => {
	test('is confirmed as it was asked for, and narrows what comes', async () => {
		const other = sandbox.createInbox().inbox_id;
		const asked = { event_types: ['message.received'], inbox_ids: [INBOX] };
		const { frames, frame } = await connect(asked);
		expect(frames[0]).toEqual({ type: 'subscribed', ...asked });
		await sandbox.receive(other, MAIL);
		const message = await sandbox.receive(INBOX, MAIL);
		expect(await frame(2)).toMatchObject({
			type: 'event',
			event_type: 'message.received',
			message: { message_id: message.message_id, text: 'Hello.' },
		});
		expect(frames).toHaveLength(2);
	});

	test('without a list of events brings all but spam and its like', async () => {
		const { frame } = await connect({});
		await sandbox.receive(INBOX, { ...MAIL, spam: true });
		await sandbox.receive(INBOX, MAIL);
		expect((await frame(2)).event_type).toBe('message.received');
	});

	test.each([
		[
			'a missing permission',
			{ event_types: ['message.received.spam'] },
			/label_spam_read is forbidden/,
		],
		['an unknown event', { event_types: ['message.eaten'] }, /Unknown event type/],
		['an unknown inbox', { inbox_ids: ['nobody@agentmail.to'] }, /not found/i],
		['an unknown pod', { pod_ids: ['none'] }, /not found/i],
	])('with %s is answered with an error, which has no code', async (_what, asked, message) => {
		const key = sandbox.createKey({ permissions: { message_read: true } });
		const { frames } = await connect(asked, key);
		expect(frames[0]).toEqual({
			type: 'error',
			name: expect.any(String),
			message: expect.stringMatching(message),
		});
	});

	test('of a bound key does not reach beyond it', async () => {
		const key = sandbox.createKey({ inbox_id: sandbox.createInbox().inbox_id });
		const { frames } = await connect({ inbox_ids: [INBOX] }, key);
		expect(frames[0]?.type).toBe('error');
	});

	test('a frame that is none is answered with an error', async () => {
		const { socket, frame } = await connect();
		socket.send('nonsense');
		expect((await frame(1)).type).toBe('error');
	});
});

describe('what can go wrong', () => {
	test.each([
		['close', { close: 1001, reason: 'deploy' }, 1001],
		['reset', 'reset', 1006],
	] as const)('%s', async (_name, how, code) => {
		const { socket } = await connect({});
		const closed = once(socket, 'close');
		sandbox.cut(how);
		expect((await closed)[0]).toBe(code);
	});

	test('silence: connected, and dead', async () => {
		const { socket, frames } = await connect({});
		sandbox.cut('silence');
		await sandbox.receive(INBOX, MAIL);
		let pongs = 0;
		socket.on('pong', () => pongs++);
		socket.ping();
		expect([sandbox.sockets.open, sandbox.sockets.held]).toEqual([0, 1]);
		// An answer would be there before that of a later question.
		const { socket: lively } = await connect({});
		lively.ping();
		await once(lively, 'pong');
		expect([pongs, frames.length, socket.readyState]).toEqual([0, 1, WebSocket.OPEN]);
	});

	test('frames: lost, doubled, broken, oversized, slow', async () => {
		const { frames, frame } = await connect({});
		const actions = ['lost', 'duplicate', 'malformed', 'oversized', { delayMs: 50 }] as const;
		for (const action of actions) sandbox.faultFrames({ times: 1, action });
		for (const subject of ['1', '2', '3', '4', '5'])
			await sandbox.receive(INBOX, { ...MAIL, subject });
		await frame(6);
		const seen = frames
			.slice(1)
			.map((each) => (each.message as { subject?: string })?.subject ?? 'broken');
		expect(seen).toEqual(['2', '2', 'broken', '4', '5']);
	});
});

test('/control does the same from a shell', async () => {
	const { socket, frame } = await connect({});
	const control = async (name: string, body: object) =>
		await fetch(`${sandbox.url}/control/${name}`, { method: 'POST', body: JSON.stringify(body) });
	await control('frames', { text: '{"type":"pong"}' });
	expect(await frame(2)).toEqual({ type: 'pong' });
	await control('frameFaults', { times: 1, action: 'malformed' });
	await sandbox.receive(INBOX, MAIL);
	expect(await frame(3)).toHaveProperty('broken');
	const sockets = await (await fetch(`${sandbox.url}/control/sockets`)).json();
	expect(sockets).toEqual({ open: 1, subscriptions: [{}] });
	const closed = once(socket, 'close');
	expect((await control('cut', { how: { close: 1012 } })).status).toBe(204);
	expect((await closed)[0]).toBe(1012);
	expect((await control('cut', {})).status).toBe(400);
});

test('the official SDK listens here', async () => {
	const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
	const client = new AgentMailClient({
		apiKey: sandbox.apiKey,
		environment: { http: sandbox.url, websockets: sandbox.url.replace('http', 'ws') },
	});
	const socket = await client.websockets.connect();
	try {
		const heard: { type: string; eventType?: string }[] = [];
		socket.on('message', (message) => void heard.push(message as (typeof heard)[number]));
		socket.sendSubscribe({
			type: 'subscribe',
			eventTypes: ['message.received'],
			inboxIds: [INBOX],
		});
		await waitUntil('subscribed', async () => heard[0]);
		await sandbox.receive(INBOX, MAIL);
		const event = await waitUntil('the event', async () => heard[1]);
		expect(heard[0]).toEqual({
			type: 'subscribed',
			eventTypes: ['message.received'],
			inboxIds: [INBOX],
		});
		expect(event).toMatchObject({
			eventType: 'message.received',
			message: { inboxId: INBOX, subject: 'Hello' },
		});
		expect(warn).not.toHaveBeenCalled();
	} finally {
		socket.close();
		warn.mockRestore();
	}
});
