import { describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { TRIGGER } from '../../scripts/engine/engine.mjs';
import { credentialFor, INBOX, useSandbox } from './fixture.mjs';
import { startReceiver } from './triggerReceiver.mjs';
import { subjects, useWebSocketTrigger } from './webSocketListener.mjs';

const fixture = useSandbox();
const { publish, receive, stop } = useWebSocketTrigger(fixture);

const HOUR = 60 * 60_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

/** n8n is killed and starts again. `stored` are the runs that its database still knows. */
async function restart(parameters: object, how: Parameters<typeof publish>[1] = {}) {
	await stop();
	return await publish(parameters, { activation: 'init', ...how });
}

/** Waits for what should not happen. */
const settle = async () => await wait(300);

const caughtUp = async (count: number) =>
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
		expect(subjects(await second.ran(1))).toEqual(['While n8n was down']);
		await settle();
		expect(second.runs).toHaveLength(1);
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
		expect(subjects(await two.ran(1))).toEqual(['One hour ago']);
		await settle();
		expect(two.runs).toHaveLength(1);
	});

	test('goes back no further than to when the workflow was published', async () => {
		await receive('Before');
		await publish();
		await settle();
		await receive('Since then');
		const again = await restart({});
		expect(subjects(await again.ran(1))).toEqual(['Since then']);
		await settle();
		expect(again.runs).toHaveLength(1);
	});

	test('with nothing to look back to starts nothing', async () => {
		await receive('One minute ago', { timestamp: ago(60_000) });
		const none = await restart({ options: { lookBackHours: 0 } });
		await caughtUp(1);
		await settle();
		expect(none.runs).toEqual([]);
	});

	test('of an n8n that stores no keys starts nothing again, and says what to do', async () => {
		const first = await publish({}, { isOld: true });
		await receive('Before');
		await first.ran(1);
		await stop();
		await receive('While n8n was down');
		const second = await publish({}, { activation: 'init', isOld: true });
		await receive('After');
		expect(subjects(await second.ran(1))).toEqual(['After']);
		await settle();
		expect(second.runs).toHaveLength(1);
		expect(second.log.filter((line) => line.startsWith('warn'))).toEqual([
			expect.stringMatching(/Update n8n to 2\.20 or newer/),
		]);
	});

	test('of such an n8n looks back where a person wants it', async () => {
		await receive('While n8n was down', { timestamp: ago(HOUR) });
		const again = await restart({ options: { lookBackHours: 2 } }, { isOld: true });
		expect(subjects(await again.ran(1))).toEqual(['While n8n was down']);
	});

	test('a change of leader looks back like a restart', async () => {
		await receive('Without a leader', { timestamp: ago(HOUR) });
		const { ran } = await publish({}, { activation: 'leadershipChange' });
		expect(subjects(await ran(1))).toEqual(['Without a leader']);
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
		const { ran, runs } = await publish(
			{ scope: 'inbox', inboxIds: [INBOX] },
			{ activation: 'init' },
		);
		await ran(1);
		await settle();
		expect(subjects(runs.map(({ json }) => json))).toEqual(['Here']);
	});

	test('spam, blocked and unauthenticated mail by its own event only', async () => {
		for (const label of ['spam', 'blocked', 'unauthenticated']) {
			await receive(label, { [label]: true, timestamp: ago(HOUR) });
		}
		await receive('plain', { timestamp: ago(HOUR) });
		const events = ['message.received.spam', 'message.received.unauthenticated'];
		const { ran, runs } = await publish({ events }, { activation: 'init' });
		await ran(2);
		await settle();
		expect(runs.map(({ json }) => [(json.event as IDataObject).type, json.subject]).sort()).toEqual(
			[
				['message.received.spam', 'spam'],
				['message.received.unauthenticated', 'unauthenticated'],
			],
		);
	});

	test('nothing for events that cannot be listed', async () => {
		await receive('Mail', { timestamp: ago(HOUR) });
		await publish({ events: ['message.delivered'] }, { activation: 'init' });
		await settle();
		expect(lists()).toEqual([]);
	});

	test('a new message in an old conversation, and only that one', async () => {
		const first = await receive('Hello', { timestamp: ago(48 * HOUR) });
		await receive('Re: Hello', { in_reply_to: first.message_id, timestamp: ago(HOUR) });
		const { ran, runs } = await publish(
			{ filters: { conversation: 'replies' } },
			{ activation: 'init' },
		);
		expect(subjects(await ran(1))).toEqual(['Re: Hello']);
		await settle();
		expect(runs).toHaveLength(1);
	});

	test('a first message counts as one also when it was answered since', async () => {
		const first = await receive('Hello', { timestamp: ago(2 * HOUR) });
		await receive('Re: Hello', { in_reply_to: first.message_id, timestamp: ago(HOUR) });
		const { ran, runs } = await publish(
			{ filters: { conversation: 'new' } },
			{ activation: 'init' },
		);
		expect(subjects(await ran(1))).toEqual(['Hello']);
		await settle();
		expect(runs).toHaveLength(1);
	});

	test('a failure is tried again, and nothing comes twice', async () => {
		for (let i = 0; i < 20; i++) await receive(`Mail ${i}`, { timestamp: ago(HOUR - i * 1000) });
		const action = { status: 500, headers: { 'retry-after': '0' } };
		fixture.sandbox.fault({ match: { path: /\/threads\/./ }, probability: 0.4, times: 60, action });
		const { ran, runs } = await publish({}, { activation: 'init' });
		await ran(20);
		await settle();
		expect(new Set(subjects(runs.map(({ json }) => json))).size).toBe(20);
		expect(runs).toHaveLength(20);
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
		let down = true;
		const stored: INodeExecutionData[] = [];
		await publish(
			{},
			{
				run: async (items) => {
					if (down) throw new Error('SQLITE_BUSY');
					stored.push(...items);
				},
			},
		);
		await receive('Kept');
		await settle();
		expect(stored).toEqual([]);
		down = false;
		await waitUntil('the run', async () => stored[0]);
		await settle();
		expect(stored).toHaveLength(1);
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
