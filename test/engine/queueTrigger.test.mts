import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';

import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { credentialFor, INBOX, useSandbox } from './fixture.mjs';
import { timings, useQueueTrigger } from './queueListener.mjs';
import { subjects } from './listener.mjs';

const fixture = useSandbox();
const { committed, kill, publish, queues, receive, requests, stop } = useQueueTrigger(fixture);

const isRead = ({ method, path }: { method: string; path: string }) =>
	method === 'GET' && path.startsWith('/api/v1');
const isCommit = ({ path }: { path: string }) => path.endsWith('/commit');
const subjectsOf = ({ runs }: { runs: INodeExecutionData[] }) =>
	subjects(runs.map(({ json }) => json));
/** Until the trigger has read again after all that was there. */
const idle = async () => {
	await committed();
	const before = requests(isRead).length;
	await waitUntil('another read', async () =>
		requests(isRead).length > before + 1 ? true : undefined,
	);
};

interface Payload {
	event_type: string;
	event_id?: string;
}

/** All but the event that AgentMail does not offer yet, and the message that is none. */
const samples = ['events', 'event-variants'].flatMap((folder) => {
	const place = new URL(`../fixtures/${folder}/`, import.meta.url);
	return readdirSync(place).flatMap((file): Array<[string, Payload]> => {
		const content = JSON.parse(readFileSync(new URL(file, place), 'utf8')) as object;
		const payload = ('payload' in content ? content.payload : content) as Partial<Payload>;
		const isOffered = payload.event_type !== undefined && payload.event_type !== 'label.renamed';
		return isOffered ? [[file, payload as Payload]] : [];
	});
});

describe('reading', () => {
	test('collects what was chosen, and starts a run for an email as the other triggers do', async () => {
		const events = ['message.received', 'message.bounced'];
		const { ran } = await publish({ scope: 'inbox', inboxIds: [INBOX], events });
		expect(queues()).toEqual([
			expect.objectContaining({ event_types: events, inbox_ids: [INBOX] }),
		]);
		const message = await receive('Order 1042');
		const [entry] = queues()[0]!.entries;
		expect(await ran(1)).toEqual([
			{
				event: {
					type: 'message.received',
					delivery_id: (entry!.payload as { event_id: string }).event_id,
					verified_by: 'queue',
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
		await committed();
	});

	test.each(samples)('%s is passed on whole with Simplify off', async (_file, payload) => {
		const { ran } = await publish({
			events: [payload.event_type],
			filters: { skipAutomated: false, skipOwn: false, allowUnauthenticated: true },
			options: { simplify: false },
		});
		await fixture.sandbox.emit(payload);
		const [entry] = queues()[0]!.entries;
		const delivery_id = payload.event_id ?? entry!.id;
		const event = { type: payload.event_type, delivery_id, verified_by: 'queue' };
		expect((await ran(1))[0]).toMatchObject({ ...payload, event });
	});

	test('the API key goes to AgentMail alone, the token to the queue alone, and neither into the log', async () => {
		const { ran, log, runs } = await publish();
		await receive('One');
		await ran(1);
		await committed();
		const { apiKey } = fixture.sandbox;
		for (const { path, headers } of requests()) {
			// On a busy machine there may have been more than one token.
			const key = path.startsWith('/v0') ? apiKey : expect.stringMatching(/^sk_poll_/);
			expect(String(headers.authorization).split(' ')).toEqual(['Bearer', key]);
		}
		const said = [...log, JSON.stringify(runs)].join();
		for (const secret of [apiKey, 'sk_poll_', 'auto_v1_']) expect(said).not.toContain(secret);
	});

	test('reads all that waits, in order, and each event starts one run', async () => {
		const listening = await publish();
		await stop();
		for (let each = 0; each < 120; each++) await receive(`Mail ${each}`);
		const { ran, runs } = await publish({}, { activation: 'init', stored: listening.keys });
		await ran(120);
		await committed();
		expect(subjectsOf({ runs })).toEqual(Array.from({ length: 120 }, (_, each) => `Mail ${each}`));
		expect(requests(isCommit).length).toBeLessThan(10);
	});

	test('filters and loop guard are those of the other triggers, and what they reject is done with', async () => {
		const { ran } = await publish({ filters: { senders: 'example.com' } });
		await receive('Out of office', { headers: { 'Auto-Submitted': 'auto-replied' } });
		await receive('Stranger', { from: 'x@example.net' });
		await receive('Wanted');
		expect(subjects(await ran(1))).toEqual(['Wanted']);
		await committed();
	});

	test('an entry that is no event is ignored', async () => {
		const { ran, log } = await publish();
		await receive('Before');
		queues()[0]!.entries[0]!.payload = null;
		await receive('After');
		expect(subjects(await ran(1)).at(-1)).toBe('After');
		await committed();
		expect(log.join()).toContain('AgentMail Queue Trigger');
	});

	test('a token of the second kind is read too', async () => {
		fixture.sandbox.settings.tokenVersion = 2;
		const { ran } = await publish();
		await receive('One');
		expect(subjects(await ran(1))).toEqual(['One']);
	});

	test('with In Order per Inbox, an event waits for the end of the run before it', async () => {
		const { inbox_id: sales } = fixture.sandbox.createInbox();
		const begun: unknown[] = [];
		let end!: () => void;
		const first = new Promise<void>((resolve) => (end = resolve));
		const listening = await publish();
		await stop();
		await receive('A1');
		await receive('A2');
		await receive('B1', {}, sales);
		await publish(
			{ options: { inOrder: true } },
			{
				activation: 'init',
				stored: listening.keys,
				run: async ([item]) => {
					begun.push(item!.json.subject);
					if (item!.json.subject === 'A1') await first;
				},
			},
		);
		await waitUntil('both inboxes', async () => (begun.length >= 2 ? true : undefined));
		expect(begun).toEqual(['A1', 'B1']);
		end();
		await waitUntil('the last', async () => (begun.length === 3 ? true : undefined));
		await committed();
	});
});

describe('what is stored', () => {
	test('is committed once n8n has stored it: a refused run is tried again first', async () => {
		let refusals = 2;
		const emitted: unknown[] = [];
		await publish(
			{},
			{
				run: async ([item]) => {
					emitted.push(item!.json.subject);
					expect(requests(isCommit)).toEqual([]);
					if (refusals-- > 0) throw new Error('database is locked');
				},
			},
		);
		await receive('One');
		await committed();
		expect(emitted).toEqual(['One', 'One', 'One']);
	});

	test('a run that goes on for hours does not hold up the queue', async () => {
		timings.stored = 50;
		const endless = new Promise(() => undefined);
		const { emitted } = await publish({}, { run: async () => await endless });
		await receive('Long');
		await committed();
		await receive('Next');
		await committed();
		expect(emitted.map(({ json }) => json.subject)).toEqual(['Long', 'Next']);
	});

	test('after a kill the same batch comes again, and n8n stores nothing twice', async () => {
		const before = await publish();
		// n8n is killed after it stored the run, before the commit.
		const lost = fixture.sandbox.fault({
			match: { path: /\/commit$/ },
			action: { status: 503 },
		});
		await receive('One');
		await before.ran(1);
		await kill();
		lost();
		await receive('While it was down');
		const { ran, skipped, keys } = await publish({}, { activation: 'init', stored: before.keys });
		expect(subjects(await ran(1))).toEqual(['While it was down']);
		await committed();
		expect([skipped.length, keys.size]).toEqual([1, 2]);
	});

	test('a commit whose answer was lost, or that failed, starts nothing twice', async () => {
		fixture.sandbox.fault({ match: { path: /\/commit$/ }, times: 1, action: 'lostAnswer' });
		fixture.sandbox.fault({ match: { path: /\/commit$/ }, times: 2, action: { status: 500 } });
		const listening = await publish();
		await receive('One');
		await idle();
		expect(subjectsOf(listening)).toEqual(['One']);
		expect(listening.skipped).toEqual([]);
	});

	test('when n8n stops, what it has stored is committed', async () => {
		const stuck = fixture.sandbox.fault({
			match: { path: /\/commit$/ },
			action: { status: 503 },
		});
		const { ran } = await publish();
		await receive('One');
		await ran(1);
		stuck();
		await stop();
		await committed();
	});
});

describe('outages', () => {
	test.each([
		['5xx', { status: 503 }],
		['too many requests', { status: 429, headers: { 'retry-after': '0' } }],
		['a batch that is leased', { status: 423, body: { code: 'no_available_lease', detail: 'x' } }],
		['a broken connection', 'reset'],
		['a lost answer', 'lostAnswer'],
		['a dead token', { status: 401, body: { code: 'authentication_failed', detail: 'x' } }],
		['a web page', { status: 200, body: '<html>' }],
	] as const)('%s loses nothing', async (_what, action) => {
		const listening = await publish();
		fixture.sandbox.fault({ match: { method: 'GET', path: '/api/v1' }, times: 3, action });
		await receive('One');
		await receive('Two');
		await listening.ran(2);
		await idle();
		expect(subjectsOf(listening)).toEqual(['One', 'Two']);
		expect(listening.failures).toEqual([]);
	});

	test('a token that died is replaced, and the position stays', async () => {
		const listening = await publish();
		await receive('One');
		await listening.ran(1);
		await committed();
		fixture.sandbox.killTokens();
		await receive('Two');
		await listening.ran(2);
		await idle();
		expect(subjectsOf(listening)).toEqual(['One', 'Two']);
		expect(queues()).toHaveLength(1);
	});

	test('a queue that somebody deleted is made anew, and the log says what that means', async () => {
		const { ran, log } = await publish();
		await waitUntil('a read', async () => (requests(isRead).length > 0 ? true : undefined));
		fixture.sandbox.store.queues.clear();
		await waitUntil('a new queue', async () => queues()[0]);
		await receive('Later');
		expect(subjects(await ran(1))).toEqual(['Later']);
		expect(log.join('\n')).toMatch(/warn .*had been deleted at AgentMail/);
	});

	test('whoever takes the token later keeps it for a while, so that two do not knock each other out', async () => {
		timings.contested = 600_000;
		const first = await publish();
		// A copy of this n8n: the same trigger in another process.
		const second = await publish({}, { activation: 'init' });
		await waitUntil('the first to notice', async () =>
			first.log.some((line) => line.includes('another n8n reads')) ? true : undefined,
		);
		await receive('One');
		expect(subjects(await second.ran(1))).toEqual(['One']);
		expect(first.runs).toEqual([]);
		expect(second.log.join()).not.toContain('another n8n reads');
	});

	test('a key that AgentMail refuses for good ends the trigger, and what comes meanwhile waits', async () => {
		const listening = await publish();
		fixture.engine.useCredential(credentialFor(fixture.sandbox, 'am_us_wrong'));
		fixture.sandbox.killTokens();
		await waitUntil('the end', async () => listening.failures[0]);
		expect(listening.failures[0]!.message).toContain('did not accept the API key');
		await receive('Meanwhile');
		fixture.engine.useCredential(credentialFor(fixture.sandbox));
		// n8n starts it again as if for the first time.
		const again = await publish();
		expect(subjects(await again.ran(1))).toEqual(['Meanwhile']);
	}, 20_000);
});

describe('publishing', () => {
	test('begins anew; a restart goes on where it was', async () => {
		const first = await publish();
		await stop();
		await receive('While it was down');
		const restarted = await publish({}, { activation: 'init', stored: first.keys });
		expect(subjects(await restarted.ran(1))).toEqual(['While it was down']);
		await stop();
		await receive('While it was unpublished');
		const published = await publish({}, { stored: first.keys });
		await receive('Published again');
		expect(subjects(await published.ran(1))).toEqual(['Published again']);
		expect(queues()).toHaveLength(1);
	});

	test('after a change of the events, what waits is taken from the old queue, which then goes', async () => {
		await publish({ events: ['message.received', 'message.sent'] });
		await stop();
		await receive('Before the change');
		const { ran } = await publish({ events: ['message.received'] }, { activation: 'update' });
		await receive('After the change');
		expect(subjects(await ran(2)).sort()).toEqual(['After the change', 'Before the change']);
		await waitUntil('the old queue to go', async () => (queues().length === 1 ? true : undefined));
		expect(queues()[0]!.event_types).toEqual(['message.received']);
	});

	test('after a change to other pods, the old queue goes with what is in it', async () => {
		const { store } = fixture.sandbox;
		const { pod_id: one } = store.defaultPod;
		const two = store.uuid();
		store.pods.set(two, { ...store.defaultPod, pod_id: two });
		await publish({ scope: 'pod', podIds: [one] });
		await stop();
		await receive('For the old pod');
		const other = await publish({ scope: 'pod', podIds: [two] }, { activation: 'update' });
		await idle();
		expect(other.runs).toEqual([]);
		expect(queues()).toHaveLength(1);
	});

	test('a test has a queue of its own, which goes with it, and leaves the published one alone', async () => {
		const published = await publish();
		const trial = await publish({}, { mode: 'manual' });
		const { manualTriggerFunction } = trial.response;
		await manualTriggerFunction?.();
		expect(queues()).toHaveLength(2);
		await trial.close();
		expect(queues()).toHaveLength(1);
		await receive('One');
		expect(subjects(await published.ran(1))).toEqual(['One']);
	});

	test('queues that killed tests left are removed, others are not', async () => {
		const trial = await publish({}, { mode: 'manual', node: 'other' });
		await trial.response.manualTriggerFunction?.();
		const [left] = queues();
		left!.created_at = new Date(Date.now() - 2 * 3_600_000).toISOString();
		const someones = { ...left!, webhook_id: randomUUID(), client_id: 'mine' };
		fixture.sandbox.store.queues.set(someones.webhook_id, someones);
		await publish();
		expect(queues().map(({ client_id }) => client_id)).toEqual([
			'mine',
			expect.stringMatching(/^n8n-.*-queue-/),
		]);
	});

	test('a bound key has its queue at its own level', async () => {
		const key = fixture.sandbox.createKey({ inbox_id: INBOX });
		fixture.engine.useCredential(credentialFor(fixture.sandbox, key));
		const { ran } = await publish();
		expect(queues()[0]!.scope).toMatchObject({ inbox_id: INBOX });
		await receive('One');
		expect(subjects(await ran(1))).toEqual(['One']);
	});

	test('what is there already begins while AgentMail is down, and goes on when it is back', async () => {
		const first = await publish();
		await stop();
		await receive('Waiting');
		const down = fixture.sandbox.fault({ action: { status: 503 } });
		const { ran } = await publish({}, { activation: 'init', stored: first.keys });
		down();
		expect(subjects(await ran(1))).toEqual(['Waiting']);
	});

	test.each([
		[
			'no queues for this account',
			{ match: { path: '/v0/webhooks/polling' }, action: { status: 404 } },
			/US region only/,
		],
		[
			'too many queues',
			{
				match: { method: 'POST', path: '/v0/webhooks/polling' },
				action: { status: 409, body: { code: 'limit_exceeded', message: 'Limit reached.' } },
			},
			/at most 10 queues.*Limit reached/,
		],
	] as const)('%s: the message says what to do', async (_what, rule, sentence) => {
		fixture.sandbox.fault(rule);
		await expect(publish()).rejects.toThrow(sentence);
	});

	test('a permission that the key lacks is named', async () => {
		const permissions = { webhook_read: true, webhook_create: true, webhook_delete: true };
		const key = fixture.sandbox.createKey({ permissions });
		fixture.engine.useCredential(credentialFor(fixture.sandbox, key));
		const spam = { events: ['message.received.spam'] };
		await expect(publish(spam)).rejects.toThrow(/label_spam_read for message.received.spam/);
		const none = fixture.sandbox.createKey({ permissions: { message_read: true } });
		fixture.engine.useCredential(credentialFor(fixture.sandbox, none));
		await expect(publish()).rejects.toThrow(/webhook_read, webhook_create and webhook_delete/);
	});
});
