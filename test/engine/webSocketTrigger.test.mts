import { describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';

import type { RecordedRequest } from '../../sandbox/http/recording.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { credentialFor, INBOX, useSandbox } from './fixture.mjs';
import { pauses, timings, subjects, useWebSocketTrigger } from './webSocketListener.mjs';

const fixture = useSandbox();
const { all, heard, publish, receive } = useWebSocketTrigger(fixture);

const requests = (isMeant: (request: RecordedRequest) => unknown) =>
	fixture.sandbox.requests.filter(isMeant);
const requested = async (
	what: string,
	count: number,
	isMeant: (request: RecordedRequest) => unknown,
) =>
	await waitUntil(`${count} ${what}`, async () =>
		requests(isMeant).length >= count ? true : undefined,
	);

const connected = async (count = 1) =>
	await waitUntil(`${count} subscriptions`, async () =>
		fixture.sandbox.sockets.subscriptions.length === count ? true : undefined,
	);

describe('listening', () => {
	test('subscribes once, with the key in the header alone', async () => {
		await publish({
			scope: 'inbox',
			inboxIds: [INBOX],
			events: ['message.received', 'message.sent'],
		});
		expect(fixture.sandbox.sockets.subscriptions).toEqual([
			{
				// The last is not chosen: what Agent Armor holds may be released while nobody listens.
				event_types: ['message.received', 'message.sent', 'message.security.review'],
				inbox_ids: [INBOX],
			},
		]);
		const upgrades = fixture.sandbox.requests.filter(({ headers }) => headers.upgrade);
		expect(upgrades.map(({ path, query }) => path + query)).toEqual(['/v0']);
		expect(upgrades[0]?.headers.authorization).toBe(`Bearer ${fixture.sandbox.apiKey}`);
	});

	test('starts a run for a mail, simplified like the other trigger does', async () => {
		const { ran } = await publish();
		const message = await receive('Order 1042');
		expect(await ran(1)).toEqual([
			{
				event: {
					type: 'message.received',
					delivery_id: `${INBOX} ${message.message_id}`,
					verified_by: 'websocket',
				},
				inbox_id: INBOX,
				thread_id: message.thread_id,
				message_id: message.message_id,
				from: 'jane@example.com',
				from_name: 'Jane',
				subject: 'Order 1042',
				text: 'About Order 1042.',
				to: [INBOX],
				timestamp: message.timestamp,
				labels: ['received', 'unread'],
				attachments: [],
			},
		]);
	});

	test('filters and loop guard are those of the other trigger', async () => {
		const { ran, log } = await publish({ filters: { senders: 'example.com' } });
		await receive('Out of office', { headers: { 'Auto-Submitted': 'auto-replied' } });
		await receive('Stranger', { from: 'x@example.net' });
		await receive('Wanted');
		expect(subjects(await ran(1))).toEqual(['Wanted']);
		expect(log.filter((line) => line.includes('was ignored'))).toEqual([
			expect.stringMatching(/Auto-Submitted/),
			expect.stringMatching(/Senders/),
		]);
	});

	test('mail from any inbox of the account starts nothing, whether or not it is listened to', async () => {
		const { inbox_id: sales } = fixture.sandbox.createInbox();
		const { ran, runs } = await publish({ scope: 'inbox', inboxIds: [INBOX] });
		await receive('From sales', { from: `Sales <${sales}>` });
		await receive('From a customer');
		await ran(1);
		expect(subjects(runs.map(({ json }) => json))).toEqual(['From a customer']);
	});

	test('a frame that comes twice starts one run', async () => {
		fixture.sandbox.faultFrames({ action: 'duplicate' });
		const listening = await publish();
		await receive('One');
		await receive('Two');
		expect(subjects(await all(listening))).toEqual(['One', 'Two']);
	});

	test('a frame in pieces is one event', async () => {
		fixture.sandbox.faultFrames({ action: { delayMs: 100 } });
		const { ran } = await publish();
		await receive('Slow');
		expect(subjects(await ran(1))).toEqual(['Slow']);
	});

	test.each(['malformed', 'oversized', 'lost'] as const)(
		'a frame that is %s is caught up on',
		async (action) => {
			timings.silence = 300;
			fixture.sandbox.faultFrames({ times: 1, action });
			const { ran, runs } = await publish();
			// One before it begins, and one of the first catch-up.
			await requested('lists', 2, ({ path }) => path === '/v0/threads');
			await receive('Broken');
			await receive('Whole');
			expect(subjects(await ran(2)).sort()).toEqual(['Broken', 'Whole']);
			expect(runs).toHaveLength(2);
		},
	);

	test('a frame that nests lists without end is no reason to crash, and what follows comes in', async () => {
		const { ran } = await publish();
		const from = '['.repeat(20_000) + ']'.repeat(20_000);
		fixture.sandbox.sockets.send(
			`{"type":"event","event_type":"message.received","message":{"from":${from}}}`,
		);
		await receive('Readable');
		await ran(1);
	});

	test('an unknown frame is no reason to do anything', async () => {
		const listening = await publish();
		fixture.sandbox.sockets.send('{"type":"pong"}');
		await heard(listening);
		expect(fixture.sandbox.sockets.subscriptions).toHaveLength(1);
		expect(requests(({ headers }) => headers.upgrade)).toHaveLength(1);
	});
});

describe('a connection that ends', () => {
	const ENDS = {
		'with 1000': () => fixture.sandbox.cut({ close: 1000 }),
		'with 1001, going away': () => fixture.sandbox.cut({ close: 1001, reason: 'deploy' }),
		'with 1011, an error': () => fixture.sandbox.cut({ close: 1011 }),
		'without a word': () => fixture.sandbox.cut('reset'),
		'dead and silent': () => fixture.sandbox.cut('silence'),
	};

	test.each(Object.entries(ENDS))(
		'%s is replaced, and what came meanwhile caught up on',
		async (_how, end) => {
			timings.silence = 300;
			const { ran, runs, log } = await publish();
			await receive('Before');
			await ran(1);
			end();
			await receive('Meanwhile');
			await receive('Hidden', { spam: true });
			expect(subjects(await ran(2))).toEqual(['Before', 'Meanwhile']);
			await connected();
			await receive('After');
			expect(subjects(await ran(3))).toEqual(['Before', 'Meanwhile', 'After']);
			expect(runs).toHaveLength(3);
			expect(log.filter((line) => line.startsWith('warn'))).toEqual([]);
		},
	);

	test('is told once, and once more with its length when it is over', async () => {
		pauses.longestPause = 30;
		const { log } = await publish();
		const down = fixture.sandbox.fault({ match: { path: /^\/v0$/ }, action: 'reset' });
		fixture.sandbox.cut('reset');
		await requested('attempts to connect', 4, ({ headers }) => headers.upgrade);
		down();
		await connected();
		const lines = log.filter(
			(line) => /^(warn|info)/.test(line) && line.includes('WebSocket Trigger'),
		);
		expect(lines).toEqual([
			expect.stringMatching(/^warn .*no connection to AgentMail/),
			expect.stringMatching(/^info .*reconnected to AgentMail after \d+ s/),
		]);
	});

	test('refused for a while, then 503, then 401 once: survived', async () => {
		const { ran, failures } = await publish();
		const upgrade = { path: /^\/v0$/ };
		fixture.sandbox.fault({ match: upgrade, times: 1, action: { status: 503 } });
		fixture.sandbox.fault({ match: upgrade, times: 1, action: { status: 401 } });
		fixture.sandbox.fault({ match: { path: '/v0/auth/me' }, times: 1, action: { status: 401 } });
		fixture.sandbox.cut('reset');
		await fixture.sandbox.refuse(150);
		await receive('Meanwhile');
		await ran(1);
		await connected();
		expect(failures).toEqual([]);
	});

	test('mail still comes in while WebSockets cannot', async () => {
		const { ran } = await publish();
		fixture.sandbox.fault({ match: { path: /^\/v0$/ }, action: { status: 503 } });
		fixture.sandbox.cut('reset');
		await receive('Over REST');
		expect(subjects(await ran(1))).toEqual(['Over REST']);
	});

	test('a subscription that is not confirmed counts as none, for as long as it takes', async () => {
		timings.handshake = 100;
		fixture.sandbox.settings.confirmsSubscriptions = false;
		const { ran, log } = await publish();
		expect(log.filter((line) => line.startsWith('warn'))).toEqual([
			expect.stringMatching(/did not confirm the subscription in time/),
		]);
		await receive('Over REST');
		expect(subjects(await ran(1))).toEqual(['Over REST']);
		fixture.sandbox.settings.confirmsSubscriptions = true;
		await connected();
		await waitUntil(
			'the others to close',
			async () => fixture.sandbox.sockets.held === 1 || undefined,
		);
		await receive('Live');
		expect(subjects(await ran(2))).toEqual(['Over REST', 'Live']);
	});

	test('is tried again at once after a failure, however often it failed before the last good one', async () => {
		timings.silence = 300;
		pauses.longestPause = 5;
		const action = { status: 503 };
		const upgrade = { path: /^\/v0$/ };
		const refused = async (count: number) =>
			await requested(
				'refusals',
				count,
				({ headers, status }) => headers.upgrade && status === 503,
			);
		const isOpened = ({ headers, status }: RecordedRequest) => headers.upgrade && status === 101;
		await publish();
		fixture.sandbox.fault({ match: upgrade, times: 20, action });
		fixture.sandbox.cut('reset');
		await refused(20);
		await connected();
		// From here on, a 21st failure in a row would be followed by minutes.
		pauses.longestPause = 600_000;
		// That connection is silent, and replaced.
		const opened = requests(isOpened).length;
		await requested('connections', opened + 1, isOpened);
		fixture.sandbox.fault({ match: upgrade, times: 1, action });
		await refused(21);
		await requested('connections', opened + 2, isOpened);
	});

	test('an old connection is replaced, with what it lost, and goes after the new one stands', async () => {
		timings.age = 500;
		const { ran, log } = await publish();
		fixture.sandbox.faultFrames({ times: 1, action: 'lost' });
		await receive('Lost by the first');
		let fewest = Infinity;
		const upgrades = () => fixture.sandbox.requests.filter(({ headers }) => headers.upgrade);
		await waitUntil('the next connection', async () => {
			fewest = Math.min(fewest, fixture.sandbox.sockets.subscriptions.length);
			return upgrades().length > 1 || undefined;
		});
		expect(subjects(await ran(1))).toEqual(['Lost by the first']);
		timings.age = 60_000;
		await waitUntil(
			'the first to close',
			async () => fixture.sandbox.sockets.held === 1 || undefined,
		);
		await receive('Live');
		expect(subjects(await ran(2))).toEqual(['Lost by the first', 'Live']);
		expect(fewest).toBe(1);
		expect(log.filter((line) => line.startsWith('warn'))).toEqual([]);
	});

	test('a revoked key is told to n8n, in a sentence without the key', async () => {
		const { failures, log } = await publish();
		fixture.sandbox.store.keys.clear();
		fixture.sandbox.cut({ close: 1008 });
		await waitUntil('the failure', async () => failures[0]);
		expect(failures.map(({ message }) => message)).toEqual([
			expect.stringMatching(/did not accept the API key/),
		]);
		expect(JSON.stringify([failures, log])).not.toContain(fixture.sandbox.apiKey);
	});
});

describe('publishing', () => {
	test('begins from now', async () => {
		await receive('Old');
		const { ran, runs } = await publish();
		fixture.sandbox.cut('reset');
		await receive('New');
		expect(subjects(await ran(1))).toEqual(['New']);
		await connected();
		expect(runs).toHaveLength(1);
	});

	test('says which permission is missing', async () => {
		const key = fixture.sandbox.createKey({ permissions: { message_read: true } });
		fixture.engine.useCredential(credentialFor(fixture.sandbox, key));
		const events = ['message.received', 'message.received.spam'];
		await expect(publish({ events })).rejects.toThrow(/label_spam_read for message.received.spam/);
		await waitUntil(
			'the socket to close',
			async () => fixture.sandbox.sockets.held === 0 || undefined,
		);
	});

	test('says that the key is wrong', async () => {
		fixture.engine.useCredential({ ...credentialFor(fixture.sandbox), apiKey: 'am_us_wrong' });
		await expect(publish()).rejects.toThrow(/did not accept the API key/);
	});

	test('says that the key is broken, which HTTP lets through, without showing it', async () => {
		const { apiKey } = fixture.sandbox;
		const broken = `${apiKey.slice(0, 10)}\n${apiKey.slice(10)}`;
		fixture.engine.useCredential({ ...credentialFor(fixture.sandbox), apiKey: broken });
		const refused = publish();
		await expect(refused).rejects.toThrow(/API key .* copy it again/i);
		await expect(refused).rejects.not.toThrow(apiKey.slice(10));
	});

	test('says that the key does not reach the inbox', async () => {
		const { inbox_id } = fixture.sandbox.createInbox();
		const key = fixture.sandbox.createKey({ inbox_id });
		fixture.engine.useCredential(credentialFor(fixture.sandbox, key));
		await expect(publish({ scope: 'inbox', inboxIds: [INBOX] })).rejects.toThrow(/can't reach/);
	});

	test('says that Node.js has no WebSocket', async () => {
		const { nodeGlobal } = globalThis as unknown as { nodeGlobal: { WebSocket?: unknown } };
		const { WebSocket: own } = nodeGlobal;
		delete nodeGlobal.WebSocket;
		try {
			await expect(publish()).rejects.toThrow(/Node\.js 22 or newer/);
		} finally {
			nodeGlobal.WebSocket = own;
		}
	});

	test('succeeds while AgentMail is away, and listens once it is back', async () => {
		const down = fixture.sandbox.fault({
			match: { path: '/v0' },
			action: { status: 503, headers: { 'retry-after': '0' } },
		});
		const { ran, failures } = await publish();
		down();
		await connected();
		await receive('Back');
		expect(subjects(await ran(1))).toEqual(['Back']);
		expect(failures).toEqual([]);
	});

	test('while AgentMail is away, says later what it refuses', async () => {
		const key = fixture.sandbox.createKey({ permissions: { message_read: true } });
		fixture.engine.useCredential(credentialFor(fixture.sandbox, key));
		const down = fixture.sandbox.fault({
			match: { path: '/v0' },
			action: { status: 503, headers: { 'retry-after': '0' } },
		});
		const { failures } = await publish({ events: ['message.received.spam'] });
		down();
		const { message } = await waitUntil('the failure', async () => failures[0]);
		expect(message).toMatch(/label_spam_read for message.received.spam/);
	});

	test('succeeds while AgentMail does not answer at all', async () => {
		Object.assign(timings, { probe: 200 });
		const silent = fixture.sandbox.fault({ match: { path: '/v0' }, action: { delayMs: 60_000 } });
		const { log } = await publish();
		expect(log.filter((line) => line.startsWith('warn'))).toEqual([
			expect.stringMatching(/did not answer in time/),
		]);
		silent();
		await connected();
	});

	test('a change catches up on the moment between, but not on a new inbox', async () => {
		const other = fixture.sandbox.createInbox().inbox_id;
		const first = await publish({ scope: 'inbox', inboxIds: [INBOX] });
		await receive('Listened');
		await first.ran(1);
		await first.close();
		await receive('Between');
		await receive('Elsewhere', {}, other);
		const second = await publish(
			{ scope: 'inbox', inboxIds: [INBOX, other] },
			{ activation: 'update' },
		);
		await second.ran(1);
		await receive('Now', {}, other);
		expect(subjects(await second.ran(2))).toEqual(['Between', 'Now']);
	});

	test('an inbox that is chosen again begins from then', async () => {
		timings.overlap = 100;
		const other = fixture.sandbox.createInbox().inbox_id;
		const both = { scope: 'inbox', inboxIds: [INBOX, other] };
		await (await publish(both)).close();
		const one = { scope: 'inbox', inboxIds: [INBOX] };
		await (await publish(one, { activation: 'update' })).close();
		await receive('Not chosen', {}, other);
		await receive('Between');
		await wait(200);
		const listening = await publish(both, { activation: 'update' });
		await receive('Now', {}, other);
		expect(subjects(await all(listening, {}, other)).sort()).toEqual(['Between', 'Now']);
	});
});
