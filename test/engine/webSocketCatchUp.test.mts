import { describe, expect, test } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { TRIGGER } from '../../scripts/engine/engine.mjs';
import { credentialFor, INBOX, useSandbox } from './fixture.mjs';
import { startReceiver } from './triggerReceiver.mjs';
import {
	real,
	subjects,
	pauses,
	timings,
	useWebSocketTrigger,
	type Listening,
} from './webSocketListener.mjs';

const fixture = useSandbox();
const { all, caughtUp, heard, publish, receive, stop } = useWebSocketTrigger(fixture);

const HOUR = 60 * 60_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

/** n8n is killed and starts again. `stored` are the runs that its database still knows. */
async function restart(parameters: object, how: Parameters<typeof publish>[1] = {}) {
	await stop();
	return await publish(parameters, { activation: 'init', ...how });
}

/** A run that does not end before it is told to. */
function gate() {
	let open!: () => void;
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { opened, open };
}

const connected = async () =>
	await waitUntil('a connection', async () =>
		fixture.sandbox.sockets.subscriptions.length === 1 ? true : undefined,
	);

/** Another connection, and the catch-up that comes with it. */
async function reconnect() {
	const before = identities();
	fixture.sandbox.cut('reset');
	await waitUntil('a catch-up', async () => (identities() > before ? true : undefined));
	await connected();
}
const identities = () =>
	fixture.sandbox.requests.filter(({ path }) => path === '/v0/auth/me').length;

const listed = async (count: number) =>
	await waitUntil(`${count} lists`, async () => (lists().length >= count ? true : undefined));
const lists = () =>
	fixture.sandbox.requests.filter(({ path }) => /\/(messages|threads)$/.test(path));

describe('a restart of n8n', () => {
	test('looks back: what came meanwhile starts, what ran before does not', async () => {
		const first = await publish();
		await receive('Before');
		await first.ran(1);
		await stop();
		await receive('While n8n was down');
		const second = await publish({}, { activation: 'init', stored: first.keys });
		expect(subjects(await all(second))).toEqual(['While n8n was down']);
		expect(second.skipped).toHaveLength(1);
	});

	test('uses one key for socket and catch-up', async () => {
		const first = await publish();
		await receive('By socket');
		await first.ran(1);
		const second = await restart({}, { stored: first.keys });
		await waitUntil('the second to be skipped', async () => second.skipped[0]);
		expect(second.runs).toEqual([]);
		expect(second.skipped).toEqual([...first.keys]);
		expect(second.skipped[0]).toMatch(/^agentmail-[0-9a-f]{64}$/);
	});

	test('goes back as far as the option says', async () => {
		await receive('Three hours ago', { timestamp: ago(3 * HOUR) });
		await receive('One hour ago', { timestamp: ago(HOUR) });
		const two = await restart({ options: { lookBackHours: 2 } });
		expect(subjects(await all(two))).toEqual(['One hour ago']);
	});

	test.each([
		['the workflow was published', 'activate'],
		['the trigger was added to a published workflow', 'update'],
	] as const)('goes back no further than to when %s', async (_when, activation) => {
		await receive('Before');
		await publish({}, { activation });
		await receive('Since then');
		const again = await restart({});
		expect(subjects(await all(again))).toEqual(['Since then']);
	});

	test('with nothing to look back to starts nothing', async () => {
		await receive('One minute ago', { timestamp: ago(60_000) });
		const none = await restart({ options: { lookBackHours: 0 } });
		expect(await all(none)).toEqual([]);
	});

	test('of an n8n that stores no keys starts nothing again, and says what to do', async () => {
		const first = await publish({}, { isOld: true });
		await receive('Before');
		await first.ran(1);
		await stop();
		await receive('While n8n was down');
		const second = await publish({}, { activation: 'init', isOld: true });
		await receive('After');
		expect(subjects(await all(second))).toEqual(['After']);
		expect(second.log.filter((line) => line.startsWith('warn'))).toEqual([
			expect.stringMatching(/Update n8n to 2\.20 or newer/),
		]);
	});

	test('of such an n8n looks back where a person wants it', async () => {
		await receive('While n8n was down', { timestamp: ago(HOUR) });
		const again = await restart({ options: { lookBackHours: 2 } }, { isOld: true });
		expect(subjects(await again.ran(1))).toEqual(['While n8n was down']);
	});

	test('goes back no further in an inbox than to when it was chosen', async () => {
		const other = fixture.sandbox.createInbox().inbox_id;
		await publish({ scope: 'inbox', inboxIds: [INBOX] });
		await receive('Wanted');
		await receive('Not chosen yet', {}, other);
		await stop();
		const both = { scope: 'inbox', inboxIds: [INBOX, other] };
		await publish(both, { activation: 'update' });
		await receive('Chosen', {}, other);
		const again = await restart(both);
		expect(subjects(await all(again, {}, other)).sort()).toEqual(['Chosen', 'Wanted']);
	});

	test('says how far it looks back, and what n8n forgets', async () => {
		const { log } = await publish({}, { activation: 'init' });
		expect(log.filter((line) => line.startsWith('info'))).toEqual([
			expect.stringMatching(/last 24 hours.* 14 days or exceed 10,000/),
		]);
	});

	test('counts mail of a sender in the hour in which it came', async () => {
		for (const hours of [9, 8, 7, 5, 5, 5, 3]) {
			await receive(`${hours} hours ago`, { timestamp: ago(hours * HOUR) });
		}
		await receive('While n8n was down');
		const limited = { filters: { maxPerSenderPerHour: 2 } };
		const listening = await publish(limited, { activation: 'init' });
		await listening.ran(7);
		await receive('After');
		expect(subjects(await all(listening))).toEqual(
			[9, 8, 7, 5, 5, 3].map((hours) => `${hours} hours ago`).concat('While n8n was down', 'After'),
		);
	});

	test('a change of leader looks back like a restart', async () => {
		await receive('Without a leader', { timestamp: ago(HOUR) });
		const { ran } = await publish({}, { activation: 'leadershipChange' });
		expect(subjects(await ran(1))).toEqual(['Without a leader']);
	});

	test('a process that leads again goes back no further than wanted, whatever it knows from before', async () => {
		const first = await publish();
		await reconnect();
		await first.close();
		await receive('Under another leader');
		const none = await publish(
			{ options: { lookBackHours: 0 } },
			{ activation: 'leadershipChange' },
		);
		await reconnect();
		await receive('Now');
		expect(subjects(await all(none))).toEqual(['Now']);
	});

	test('brings nothing old when an email event is added later', async () => {
		await publish({ events: ['message.delivered'] });
		await receive('Not chosen');
		await (await restart({ events: ['message.delivered'] })).close();
		const listening = await publish({}, { activation: 'update' });
		await receive('Chosen');
		expect(subjects(await all(listening))).toEqual(['Chosen']);
	});

	test('a process that leads again goes back no further than wanted also when its first tries failed', async () => {
		const none = { options: { lookBackHours: 0 } };
		await (await publish(none)).close();
		await receive('Under another leader');
		fixture.engine.useCredential({ ...credentialFor(fixture.sandbox), apiKey: 'am_us_wrong' });
		const how = { activation: 'leadershipChange' } as const;
		await expect(publish(none, how)).rejects.toThrow(/API key/);
		fixture.engine.useCredential(credentialFor(fixture.sandbox));
		const listening = await publish(none, { activation: 'update' });
		await receive('Now');
		expect(subjects(await all(listening))).toEqual(['Now']);
	});

	test('looks back also when the first tries to start failed', async () => {
		await receive('Long ago', { timestamp: ago(HOUR) });
		fixture.engine.useCredential({ ...credentialFor(fixture.sandbox), apiKey: 'am_us_wrong' });
		await expect(publish({}, { activation: 'init' })).rejects.toThrow(/API key/);
		fixture.engine.useCredential(credentialFor(fixture.sandbox));
		const { ran } = await publish({}, { activation: 'update' });
		expect(subjects(await ran(1))).toEqual(['Long ago']);
	});
});

describe('a trigger that is published anew', () => {
	/** What each run began with, over all of the triggers. */
	const running = () => {
		const begun: IDataObject[] = [];
		const { opened, open } = gate();
		const run = async ([item]: INodeExecutionData[]) => {
			begun.push(item!.json);
			await opened;
		};
		return { begun: () => subjects(real(begun)), open, run };
	};
	const begins = async (begun: () => unknown[], count: number) =>
		await waitUntil(`${count} runs`, async () => (begun().length >= count ? true : undefined));

	test('starts what waited for the run before it, in its order, and all of it once', async () => {
		timings.overlap = 100;
		const { begun, open: end, run } = running();
		const parameters = { options: { inOrder: true } };
		const first = await publish(parameters, { run });
		for (let i = 0; i < 4; i++) await receive(`Mail ${i}`);
		await begins(begun, 1);
		// Longer than catch-ups overlap, with one in between.
		await wait(200);
		await reconnect();
		await first.close();
		await receive('Between');
		const second = await publish(parameters, { run, activation: 'update' });
		// In an inbox where no run is waited for.
		await caughtUp(second, {}, fixture.sandbox.createInbox().inbox_id);
		expect(begun()).toEqual(['Mail 0']);
		end();
		await begins(begun, 5);
		await reconnect();
		await receive('After');
		await begins(begun, 6);
		expect(begun()).toEqual(['Mail 0', 'Mail 1', 'Mail 2', 'Mail 3', 'Between', 'After']);
	});

	const refuse = async () => {
		throw new Error('SQLITE_BUSY');
	};
	const emits = async ({ emitted }: Listening, what: string) =>
		await waitUntil(what, async () => emitted[0]);

	test('starts an email that n8n could not store', async () => {
		timings.overlap = 100;
		const first = await publish({}, { run: refuse });
		await receive('Kept');
		await emits(first, 'a run that is refused');
		await reconnect();
		await first.close();
		const second = await publish({}, { activation: 'update' });
		expect(subjects(await all(second))).toEqual(['Kept']);
	});

	test('starts another event that n8n could not store', async () => {
		const events = ['message.delivered'];
		const deliver = async (event_id: string) => {
			const delivery = { inbox_id: INBOX, message_id: '<1@x>', recipients: ['a@example.com'] };
			await fixture.sandbox.emit({
				...{ type: 'event', event_type: 'message.delivered', event_id, delivery },
			});
		};
		const first = await publish({ events }, { run: refuse });
		await deliver('evt_kept');
		await emits(first, 'a run that is refused');
		await reconnect();
		await first.close();
		const second = await publish({ events }, { activation: 'update' });
		await second.ran(1);
		await reconnect();
		await deliver('evt_last');
		const ids = (await second.ran(2)).map(({ event }) => (event as IDataObject).delivery_id);
		expect(ids).toEqual(['evt_kept', 'evt_last']);
	});

	test('starts what n8n says only then that it could not store', async () => {
		const { opened, open: fail } = gate();
		const first = await publish(
			{},
			{
				run: async () => {
					await opened;
					throw new Error('SQLITE_BUSY');
				},
			},
		);
		await receive('Kept');
		await emits(first, 'a run');
		await first.close();
		const second = await publish({}, { activation: 'update' });
		fail();
		await reconnect();
		expect(subjects(await second.ran(1))).toEqual(['Kept']);
	});

	test('leaves what waited when it was unpublished in between', async () => {
		const { begun, open: end, run } = running();
		const parameters = { options: { inOrder: true } };
		const first = await publish(parameters, { run });
		await receive('Runs');
		await receive('Waits');
		await begins(begun, 1);
		await first.close();
		end();
		await caughtUp(await publish(parameters, { run }));
		expect(begun()).toEqual(['Runs']);
	});

	test('leaves what came while it was unpublished, also when the first tries to publish it failed', async () => {
		await (await publish()).close();
		await receive('Unpublished');
		fixture.engine.useCredential({ ...credentialFor(fixture.sandbox), apiKey: 'am_us_wrong' });
		await expect(publish()).rejects.toThrow(/API key/);
		fixture.engine.useCredential(credentialFor(fixture.sandbox));
		const listening = await publish({}, { activation: 'update' });
		await receive('Published');
		expect(subjects(await all(listening))).toEqual(['Published']);
	});

	test('leaves what waited when other pods are chosen, whose tenants are others', async () => {
		const { begun, open: end, run } = running();
		const pod = (id: string) => ({ scope: 'pod', podIds: [id], options: { inOrder: true } });
		const first = await publish(pod(fixture.sandbox.store.defaultPod.pod_id), { run });
		await receive('Runs');
		await receive('Waits');
		await begins(begun, 1);
		await first.close();
		end();
		const other = { pod_id: 'pod-2', name: 'Other', created_at: ago(0), updated_at: ago(0) };
		fixture.sandbox.store.pods.set(other.pod_id, other);
		const second = await publish(pod(other.pod_id), { run, activation: 'update' });
		const { inbox_id } = fixture.sandbox.createInbox({ pod_id: other.pod_id });
		await caughtUp(second, {}, inbox_id);
		expect(begun()).toEqual(['Runs']);
	});
});

describe('a trigger that gave up, because its key was revoked', () => {
	async function giveUp(listening: Listening) {
		const keys = [...fixture.sandbox.store.keys];
		fixture.sandbox.store.keys.clear();
		fixture.sandbox.cut({ close: 1008 });
		await waitUntil('the failure', async () => listening.failures[0]);
		await listening.close();
		return () => keys.forEach(([id, key]) => fixture.sandbox.store.keys.set(id, key));
	}

	test.each(['activate', 'init'] as const)(
		'goes on where it was, also when n8n tried in vain to start it again: %s',
		async (activation) => {
			Object.assign(timings, { overlap: 100 });
			const first = await publish({ options: { lookBackHours: 0 } }, { activation });
			await receive('Before');
			await first.ran(1);
			const restore = await giveUp(first);
			await receive('While the key was refused');
			await wait(200);
			const again = async () => await publish({ options: { lookBackHours: 0 } }, { activation });
			await expect(again()).rejects.toThrow(/API key/);
			await expect(again()).rejects.toThrow(/API key/);
			restore();
			const { ran } = await again();
			expect(subjects(await ran(1))).toEqual(['While the key was refused']);
		},
	);

	test('begins from now once it listened and was unpublished', async () => {
		const first = await publish();
		const restore = await giveUp(first);
		restore();
		await (await publish()).close();
		await receive('Unpublished');
		expect(await all(await publish())).toEqual([]);
	});
});

describe('what is listed', () => {
	const SCOPES = {
		organization: () => ({}),
		pod: () => ({ scope: 'pod', podIds: [fixture.sandbox.store.defaultPod.pod_id] }),
		inbox: () => ({ scope: 'inbox', inboxIds: [INBOX] }),
	};

	test.each(Object.entries(SCOPES))(
		'%s: all of it, page after page, oldest first',
		async (_level, scope) => {
			for (let i = 0; i < 130; i++) await receive(`Mail ${i}`, { timestamp: ago(HOUR - i * 1000) });
			const { ran } = await publish(scope(), { activation: 'init' });
			expect(subjects(await ran(130))).toEqual(Array.from({ length: 130 }, (_, i) => `Mail ${i}`));
		},
	);

	test('mail of the same moment in the order in which it came', async () => {
		const timestamp = ago(HOUR);
		for (let i = 0; i < 5; i++) await receive(`Mail ${i}`, { timestamp });
		const { ran } = await publish({ options: { inOrder: true } }, { activation: 'init' });
		expect(subjects(await ran(5))).toEqual(Array.from({ length: 5 }, (_, i) => `Mail ${i}`));
	});

	test.each([
		['pod', () => ({ pod_id: fixture.sandbox.store.defaultPod.pod_id })],
		['inbox', () => ({ inbox_id: INBOX })],
	])('a key of one %s lists what it reaches', async (_level, scope) => {
		fixture.engine.useCredential(
			credentialFor(fixture.sandbox, fixture.sandbox.createKey(scope())),
		);
		await receive('Within', { timestamp: ago(HOUR) });
		const { ran } = await publish({}, { activation: 'init' });
		expect(subjects(await ran(1))).toEqual(['Within']);
	});

	test('an inbox that is not chosen stays out', async () => {
		const other = fixture.sandbox.createInbox().inbox_id;
		await receive('Elsewhere', { timestamp: ago(HOUR) }, other);
		await receive('Here', { timestamp: ago(HOUR) });
		const chosen = { scope: 'inbox', inboxIds: [INBOX] };
		const listening = await publish(chosen, { activation: 'init' });
		expect(subjects(await all(listening))).toEqual(['Here']);
	});

	test('spam, blocked and unauthenticated mail by its own event only', async () => {
		for (const label of ['spam', 'blocked', 'unauthenticated']) {
			await receive(label, { [label]: true, timestamp: ago(HOUR) });
		}
		await receive('plain', { timestamp: ago(HOUR) });
		const events = ['message.received.spam', 'message.received.unauthenticated'];
		const started = await all(await publish({ events }, { activation: 'init' }), { spam: true });
		expect(started.map((item) => [(item.event as IDataObject).type, item.subject]).sort()).toEqual([
			['message.received.spam', 'spam'],
			['message.received.unauthenticated', 'unauthenticated'],
		]);
	});

	test('nothing for events that cannot be listed', async () => {
		await receive('Mail', { timestamp: ago(HOUR) });
		await publish({ events: ['message.delivered'] }, { activation: 'init' });
		await reconnect();
		// This catch-up begins when the one before it has ended.
		await reconnect();
		expect(lists()).toEqual([]);
	});

	test('a new message in an old conversation, and only that one', async () => {
		const first = await receive('Hello', { timestamp: ago(48 * HOUR) });
		await receive('Re: Hello', { in_reply_to: first.message_id, timestamp: ago(HOUR) });
		const replies = { filters: { conversation: 'replies' } };
		const listening = await publish(replies, { activation: 'init' });
		const inReply = { in_reply_to: first.message_id };
		expect(subjects(await all(listening, inReply))).toEqual(['Re: Hello']);
	});

	test('a first message counts as one also when it was answered since', async () => {
		const first = await receive('Hello', { timestamp: ago(2 * HOUR) });
		await receive('Re: Hello', { in_reply_to: first.message_id, timestamp: ago(HOUR) });
		const firsts = { filters: { conversation: 'new' } };
		const listening = await publish(firsts, { activation: 'init' });
		expect(subjects(await all(listening))).toEqual(['Hello']);
	});

	test('a failure is tried again, and nothing comes twice', async () => {
		for (let i = 0; i < 20; i++) await receive(`Mail ${i}`, { timestamp: ago(HOUR - i * 1000) });
		const action = { status: 500, headers: { 'retry-after': '0' } };
		fixture.sandbox.fault({ match: { path: /\/threads\/./ }, probability: 0.4, times: 60, action });
		const listening = await publish({}, { activation: 'init' });
		await listening.ran(20);
		fixture.sandbox.clearFaults();
		const started = await all(listening);
		expect(new Set(subjects(started)).size).toBe(20);
		expect(started).toHaveLength(20);
	});
});

describe('what AgentMail does not give', () => {
	const poison = (path: RegExp, status: number) =>
		fixture.sandbox.fault({
			match: { method: 'GET', path },
			action: { status, headers: { 'retry-after': '0' } },
		});

	test('an email holds up no other, and is handed on as it was listed when it stays so', async () => {
		const bad = await receive('Unreadable', { timestamp: ago(2 * HOUR) });
		for (let i = 0; i < 3; i++) await receive(`Mail ${i}`, { timestamp: ago(HOUR - i * 1000) });
		poison(new RegExp(bad.thread_id), 422);
		poison(new RegExp(encodeURIComponent(bad.message_id)), 422);
		timings.unreadable = 60_000;
		const listening = await publish({}, { activation: 'init' });
		const { log, ran } = listening;
		expect(subjects(await ran(3))).toEqual(['Mail 0', 'Mail 1', 'Mail 2']);
		timings.unreadable = 0;
		const last = (await ran(4))[3]!;
		expect(last).toMatchObject({ subject: 'Unreadable', incomplete: true });
		expect(await all(listening)).toHaveLength(4);
		expect(log.filter((line) => line.includes('could not fetch missed email'))).toHaveLength(1);
	});

	test('an email that can be read again comes whole', async () => {
		const bad = await receive('Unreadable', { timestamp: ago(2 * HOUR) });
		await receive('Readable', { timestamp: ago(HOUR) });
		const heal = poison(new RegExp(bad.thread_id), 422);
		const { ran } = await publish({}, { activation: 'init' });
		expect(subjects(await ran(1))).toEqual(['Readable']);
		heal();
		const [, whole] = await ran(2);
		expect(whole).toMatchObject({ subject: 'Unreadable', text: 'About Unreadable.' });
		expect(whole).not.toHaveProperty('incomplete');
	});

	test('an inbox holds up no other', async () => {
		const other = fixture.sandbox.createInbox().inbox_id;
		await receive('Elsewhere', { timestamp: ago(2 * HOUR) }, other);
		await receive('Here', { timestamp: ago(HOUR) });
		const heal = poison(new RegExp(`inboxes/${encodeURIComponent(other)}/messages`), 422);
		const { ran } = await publish({}, { activation: 'init' });
		expect(subjects(await ran(1))).toEqual(['Here']);
		heal();
		expect(subjects(await ran(2))).toEqual(['Here', 'Elsewhere']);
	});

	test('an inbox that stays so does not make the others be listed from where it began', async () => {
		timings.overlap = 100;
		const other = fixture.sandbox.createInbox().inbox_id;
		const { ran } = await publish();
		const heal = poison(new RegExp(`inboxes/${encodeURIComponent(other)}/messages`), 422);
		await receive('Elsewhere', { timestamp: ago(0) }, other);
		fixture.sandbox.cut('reset');
		await listed(lists().length + 6);
		await wait(200);
		const begun = Date.now();
		await receive('Here', { timestamp: ago(0) });
		fixture.sandbox.cut('reset');
		await listed(lists().length + 6);
		const ofAll = lists().filter(({ path }) => path === '/v0/threads');
		const after = new URLSearchParams(ofAll.at(-1)!.query).get('after');
		expect(Date.parse(after!)).toBeGreaterThan(begun - 200);
		heal();
		expect(subjects(await ran(2)).sort()).toEqual(['Elsewhere', 'Here']);
	});

	test('a pod that was deleted holds up no other', async () => {
		const { pod_id } = fixture.sandbox.store.defaultPod;
		const gone = { pod_id: 'pod-gone', name: 'Gone', created_at: ago(0), updated_at: ago(0) };
		fixture.sandbox.store.pods.set(gone.pod_id, gone);
		const { ran, log } = await publish({ scope: 'pod', podIds: [gone.pod_id, pod_id] });
		fixture.sandbox.fault({ match: { path: /^\/v0$/ }, action: { status: 503 } });
		fixture.sandbox.store.pods.delete(gone.pod_id);
		fixture.sandbox.cut('reset');
		await receive('Over REST');
		expect(subjects(await ran(1))).toEqual(['Over REST']);
		expect(log.filter((line) => line.includes('could not fetch missed email'))).toEqual([]);
	});

	test('what the key does not reach any more: it is asked anew', async () => {
		const { ran } = await publish();
		fixture.engine.useCredential(
			credentialFor(fixture.sandbox, fixture.sandbox.createKey({ inbox_id: INBOX })),
		);
		poison(/^\/v0\/threads$/, 403);
		fixture.sandbox.cut('reset');
		await receive('Under another key');
		expect(subjects(await ran(1))).toEqual(['Under another key']);
	});
});

describe('clocks and lists', () => {
	test.each([-2 * HOUR, 2 * HOUR])(
		'a clock that is wrong by %d ms loses nothing and brings nothing old',
		async (skew) => {
			fixture.sandbox.settings.clockSkewMs = skew;
			const minuteAgo = new Date(Date.now() + skew - 60_000).toISOString();
			await receive('Old', { timestamp: minuteAgo });
			const first = await publish();
			fixture.sandbox.cut('reset');
			await receive('Meanwhile');
			await first.ran(1);
			expect(subjects(await all(first))).toEqual(['Meanwhile']);
			const again = await restart({});
			expect(subjects(await all(again))).toEqual(['Meanwhile']);
		},
	);

	test('a time that AgentMail told wrong for a moment makes no gap', async () => {
		const listening = await publish();
		fixture.sandbox.settings.clockSkewMs = 2 * HOUR;
		await caughtUp(listening);
		fixture.sandbox.settings.clockSkewMs = 0;
		fixture.sandbox.cut('reset');
		await receive('Meanwhile');
		expect(subjects(await all(listening))).toEqual(['Meanwhile']);
	});

	test('mail that lists learn of late is found by a second catch-up', async () => {
		timings.overlap = 2000;
		const { ran, runs } = await publish();
		await listed(2);
		fixture.sandbox.settings.listLagMs = HOUR;
		fixture.sandbox.cut('reset');
		await receive('Late');
		await listed(3);
		await connected();
		expect(runs).toEqual([]);
		fixture.sandbox.settings.listLagMs = 0;
		expect(subjects(await ran(1))).toEqual(['Late']);
		expect(fixture.sandbox.requests.filter(({ headers }) => headers.upgrade)).toHaveLength(2);
	});

	test('mail that lists learn of later still is found by the next connection', async () => {
		const { ran } = await publish();
		await listed(2);
		fixture.sandbox.settings.listLagMs = HOUR;
		fixture.sandbox.cut('reset');
		await receive('Late', { timestamp: ago(60_000) });
		await listed(3);
		await connected();
		fixture.sandbox.settings.listLagMs = 0;
		fixture.sandbox.cut('reset');
		expect(subjects(await ran(1))).toEqual(['Late']);
	});
});

describe('the same event', () => {
	test.each([{ simplify: true }, { simplify: false }])(
		'through webhook, socket and catch-up is the same item but for the delivery fields: %j',
		async (options) => {
			const parameters = { options, filters: { skipAutomated: false } };
			const hook = fixture.engine.newWorkflow({
				nodes: [{ name: 'Trigger', type: TRIGGER, webhookId: 'trigger-1', parameters }],
			});
			const receiver = await startReceiver(fixture.engine, () => hook);
			try {
				fixture.engine.useAddress(new URL(receiver.url).origin);
				await fixture.engine.hook(hook, 'Trigger', 'create');
				const live = await publish(parameters);
				await receive('Same', {
					html: '<p>Same</p>',
					cc: 'bob@example.com',
					attachments: [{ filename: 'a.txt', content_type: 'text/plain', content: 'QQ==' }],
				});
				const [bySocket] = await live.ran(1);
				const [byWebhook] = await waitUntil('the delivery', async () =>
					receiver.received[0]?.items?.map(({ json }) => json),
				);
				const again = await restart(parameters);
				const [byCatchUp] = await again.ran(1);
				expect(withoutDelivery(bySocket!)).toEqual(withoutDelivery(byWebhook!));
				expect(withoutDelivery(byCatchUp!)).toEqual(withoutDelivery(byWebhook!));
				expect(deliveryOf(byCatchUp!)).toBe(deliveryOf(bySocket!));
			} finally {
				await receiver.close();
			}
		},
	);

	/** `event_id` names the event, which a list does not know. */
	function withoutDelivery({ event, event_id, ...item }: IDataObject) {
		expect(['string', 'undefined']).toContain(typeof event_id);
		return { ...item, type: (event as IDataObject).type };
	}

	const deliveryOf = ({ event }: IDataObject) => (event as IDataObject).delivery_id;
});

describe('n8n', () => {
	test('that cannot store a run is asked again until it can', async () => {
		let refusals = 0;
		let down = true;
		const stored: INodeExecutionData[] = [];
		const listening = await publish(
			{},
			{
				run: async (items) => {
					refusals++;
					if (down) throw new Error('SQLITE_BUSY');
					stored.push(...items);
				},
			},
		);
		await receive('Kept');
		await waitUntil('three tries', async () => refusals >= 3 || undefined);
		down = false;
		await waitUntil('the run', async () => stored[0]);
		await heard(listening);
		await caughtUp(listening);
		expect(subjects(real(stored.map(({ json }) => json)))).toEqual(['Kept']);
	});

	test('that cannot store for a while is one line in the log', async () => {
		const refuse = async () => {
			throw new Error('SQLITE_BUSY');
		};
		const { emitted, log } = await publish({}, { run: refuse });
		for (let i = 0; i < 100; i++) await receive(`Mail ${i}`);
		await waitUntil('two tries of each', async () => emitted.length >= 200 || undefined);
		expect(log.filter((line) => line.startsWith('warn'))).toEqual([
			expect.stringMatching(/could not start a run; retrying\. "SQLITE_BUSY"/),
		]);
	});

	test('that ended a run at once is not asked for another', async () => {
		const run = async () => {
			throw new Error('No active execution found');
		};
		const listening = await publish({}, { run });
		await receive('Once');
		await heard(listening);
		await caughtUp(listening);
		expect(subjects(real(listening.emitted.map(({ json }) => json)))).toEqual(['Once']);
	});

	test('that is old and does not say that it stored nothing holds up no other mail for ever', async () => {
		pauses.silentRun = 50;
		let down = true;
		const stored: unknown[] = [];
		const { emitted } = await publish(
			{ options: { inOrder: true } },
			{
				isOld: true,
				run: async ([item]) => {
					if (down) throw new Error('SQLITE_BUSY');
					stored.push(item!.json.subject);
				},
			},
		);
		await receive('Lost');
		await waitUntil('the run that is not stored', async () => emitted[0]);
		down = false;
		await receive('Later');
		await waitUntil('the run', async () => stored[0]);
		expect(stored).toEqual(['Later']);
	});

	test('that is old is waited for, and nothing is left of it when the run has ended', async () => {
		const signals: AbortSignal[] = [];
		const { AbortController: own } = globalThis;
		globalThis.AbortController = class extends own {
			constructor() {
				super();
				signals.push(this.signal);
			}
		};
		try {
			const { ran } = await publish({ options: { inOrder: true } }, { isOld: true });
			for (let i = 0; i < 15; i++) await receive(`Mail ${i}`);
			await ran(15);
			// Node.js warns of more than ten.
			await waitUntil(
				'few listeners',
				async () =>
					signals.every((signal) => getEventListeners(signal, 'abort').length < 10) || undefined,
			);
		} finally {
			globalThis.AbortController = own;
		}
	});

	test('is asked for one at a time per inbox, in order, if that is wanted', async () => {
		const other = fixture.sandbox.createInbox().inbox_id;
		const running = new Map<unknown, number>();
		const order: unknown[] = [];
		let most = 0;
		await publish(
			{ options: { inOrder: true } },
			{
				run: async ([item]) => {
					const inbox = item!.json.inbox_id;
					running.set(inbox, (running.get(inbox) ?? 0) + 1);
					most = Math.max(most, ...running.values());
					await wait(20 * Math.random());
					if (inbox === INBOX) order.push(item!.json.subject);
					running.set(inbox, running.get(inbox)! - 1);
				},
			},
		);
		for (let i = 0; i < 15; i++) {
			if (i === 7) fixture.sandbox.cut('reset');
			await receive(`Mail ${i}`);
			await receive('Beside', {}, other);
		}
		await waitUntil('all', async () => (order.length >= 15 ? true : undefined));
		expect(order).toEqual(Array.from({ length: 15 }, (_, i) => `Mail ${i}`));
		expect(most).toBe(1);
	});
});
