import { describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import type { BECAUSE as Because } from '../../nodes/AgentMail/triggers/admission.js';
import { snapshotOf } from '../../sandbox/page/snapshot.mjs';
import type { InboundMail } from '../../sandbox/mail/inbound.mjs';
import { signDelivery } from '../../scripts/delivery.mjs';
import { built } from '../../scripts/engine/engine.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { INBOX, useSandbox } from './fixture.mjs';
import { useQueueTrigger } from './queueListener.mjs';
import { useTrigger } from './triggerReceiver.mjs';
import { useWebSocketTrigger } from './webSocketListener.mjs';

/** An email, or any event, that a trigger with these parameters ignores. */
interface Row {
	because: string;
	filters?: object;
	mail?: Partial<InboundMail>;
	event?: object;
}

const JANE = { from: 'Jane <jane@example.com>', text: 'Hi' };
const header = (name: string, value: string) => ({ mail: { headers: { [name]: value } } });
const FILE = { filename: 'a.txt', content_type: 'text/plain', content: 'YQ==' };
const REVIEWED = {
	type: 'event',
	event_type: 'message.received',
	event_id: 'evt_reviewed',
	message: {
		...{ inbox_id: INBOX, thread_id: 'thread-1', message_id: '<1@example.com>' },
		...{ from: JANE.from, to: [INBOX], subject: 'Hi', labels: ['received'] },
		agent_armor: { status: 'complete', verdict: 'review', model: 'm', completed_at: '2026-01-01' },
	},
};

/** One for each sentence that a filter can say. What the headers mean is tested in test/events/automated.test.mts. */
const FILTERED: Row[] = [
	{
		because: "its sender couldn't be verified (filter Allow Unauthenticated)",
		filters: { allowUnauthenticated: false },
		event: {
			...REVIEWED,
			message: { ...REVIEWED.message, labels: ['received', 'unauthenticated'] },
		},
	},
	{
		because: 'Agent Armor has not scanned it (filter Only Clear Mail)',
		filters: { onlyClear: true },
	},
	{
		because: 'Agent Armor wants it reviewed (filter Only Clear Mail)',
		filters: { onlyClear: true },
		event: REVIEWED,
	},
	{
		because: 'it comes from an inbox of this account (filter Skip Own Email)',
		mail: { from: INBOX },
	},
	{
		because: 'it was sent automatically (Auto-Submitted) (filter Skip Automated Email)',
		...header('Auto-Submitted', 'auto-replied'),
	},
	{
		because: 'it was sent automatically (x-autoreply) (filter Skip Automated Email)',
		...header('X-Autoreply', 'yes'),
	},
	{
		because: 'it was sent automatically (Delivered-To) (filter Skip Automated Email)',
		...header('Delivered-To', 'Autoresponder'),
	},
	{
		because: 'it was sent automatically (Precedence) (filter Skip Automated Email)',
		...header('Precedence', 'auto_reply'),
	},
	{
		because: 'it was sent in bulk (Precedence) (filter Skip Automated Email)',
		...header('Precedence', 'bulk'),
	},
	{
		because: 'it is a newsletter (List-Unsubscribe) (filter Skip Automated Email)',
		...header('List-Unsubscribe', '<https://example.com/u>'),
	},
	{
		because: 'it is a notice of a mail server (Return-Path) (filter Skip Automated Email)',
		...header('Return-Path', '<>'),
	},
	{
		because: 'it is a report about other mail (Content-Type) (filter Skip Automated Email)',
		...header('Content-Type', 'multipart/report; boundary=x'),
	},
	{
		because: 'it is a report about other mail (x-failed-recipients) (filter Skip Automated Email)',
		...header('X-Failed-Recipients', 'bob@example.com'),
	},
	{
		because: 'its sender reads no answers (filter Skip Automated Email)',
		mail: { from: 'noreply@example.com' },
	},
	{
		because: 'it comes from a mailing list (list-id) (filter Skip Mailing Lists)',
		...header('List-Id', '<list.example.com>'),
	},
	{
		because: 'its sender does not match (filter Senders)',
		filters: { senders: 'bob@example.com' },
	},
	{
		because: "its sender is blocked or can't be identified (filter Blocked Senders)",
		filters: { blockedSenders: 'example.com' },
	},
	{
		because: 'it is addressed to others (filter Recipients)',
		filters: { recipients: 'billing@agentmail.to' },
	},
	{ because: 'its subject does not match (filter Subject)', filters: { subject: 'invoice' } },
	{ because: 'a label is missing (filter Labels)', filters: { labels: 'urgent' } },
	{
		because: 'it has an excluded label (filter Exclude Labels)',
		filters: { excludeLabels: 'unread' },
	},
	{ because: 'it has no attachments (filter Has Attachments)', filters: { hasAttachments: true } },
	{
		because: 'it has attachments (filter Has Attachments)',
		filters: { hasAttachments: false },
		mail: { attachments: [FILE] },
	},
	{ because: 'it is not a reply (filter Conversation)', filters: { conversation: 'replies' } },
	{
		because: 'it is a reply (filter Conversation)',
		filters: { conversation: 'new' },
		event: {
			...REVIEWED,
			message: { ...REVIEWED.message, in_reply_to: '<0@example.com>' },
		},
	},
];

const { BECAUSE } = built('triggers/admission') as { BECAUSE: typeof Because };

const fixture = useSandbox({ retryScheduleMs: [] });
const trigger = useTrigger(fixture);
const webSocket = useWebSocketTrigger(fixture);
const queue = useQueueTrigger(fixture);

const happens = async ({ mail, event }: Pick<Row, 'mail' | 'event'>) => {
	if (event) await fixture.sandbox.emit(event);
	else await fixture.sandbox.receive(INBOX, { ...JANE, ...mail });
	await fixture.sandbox.idle();
};

/** What the sandbox's page says of the newest delivery. */
const shownOnPage = () => snapshotOf(fixture.sandbox).deliveries[0]?.ignored_because;

describe('the page of the sandbox and the log of a test run say why nothing started:', () => {
	test.each(FILTERED)('$because', async ({ filters = {}, ...row }) => {
		const log: string[] = [];
		await trigger.publish(
			{ filters },
			{ mode: 'manual', log: (level, line) => log.push(`${level} ${line}`) },
		);
		await happens(row);
		expect(shownOnPage()).toBe(row.because);
		const says = `info AgentMail Trigger: "message.received" from "`;
		expect(log).toEqual([expect.stringContaining(says)]);
		expect(log[0]).toContain(`" was ignored: ${row.because}.`);
	});

	test.each([
		{
			because: BECAUSE.event,
			asked: { events: ['message.received', 'message.sent'] },
			now: { events: ['message.sent'] },
		},
		{
			because: BECAUSE.inbox,
			asked: { scope: 'inbox', inboxIds: [INBOX] },
			now: { inboxIds: ['billing@agentmail.to'] },
		},
		{
			because: BECAUSE.pod,
			asked: { events: ['domain.verified'] },
			now: { scope: 'pod', podIds: ['another-pod'] },
			event: {
				type: 'event',
				event_type: 'domain.verified',
				event_id: 'evt_domain',
				domain: { domain_id: 'example.com', pod_id: 'a-pod' },
			},
		},
	])('$because, which AgentMail may still deliver', async ({ because, asked, now, event }) => {
		const log: string[] = [];
		await trigger.publish(asked, {
			mode: 'manual',
			log: (level, line) => log.push(`${level} ${line}`),
		});
		trigger.change(now);
		await happens({ event });
		expect(shownOnPage()).toBe(because);
		expect(log).toEqual([
			expect.stringMatching(new RegExp(`^info AgentMail Trigger: .+ was ignored: ${because}\\.$`)),
		]);
	});
});

describe('the page says what a test run is spared:', () => {
	test(BECAUSE.tooMany, async () => {
		await trigger.publish({ filters: { maxPerSenderPerHour: 1 } });
		await happens({});
		expect(shownOnPage()).toBeUndefined();
		await happens({});
		expect(shownOnPage()).toBe(BECAUSE.tooMany);
	});

	test(BECAUSE.repeat, async () => {
		await trigger.publish();
		await happens({});
		fixture.sandbox.redeliver(snapshotOf(fixture.sandbox).deliveries[0]!.delivery_id);
		await fixture.sandbox.idle();
		expect(shownOnPage()).toBe(BECAUSE.repeat);
	});
});

test('a signed delivery without an event is answered the same way, and warned of', async () => {
	const log: string[] = [];
	const { secret } = await trigger.publish();
	const answer = await fixture.engine.deliver(
		trigger.workflow,
		'Trigger',
		signDelivery(secret, {}),
		{
			mode: 'manual',
			log: (level, line) => log.push(`${level} ${line}`),
		},
	);
	expect([answer.status, answer.body]).toEqual([200, `Ignored: ${BECAUSE.noEvent}.`]);
	expect(log).toEqual([expect.stringMatching(/^warn AgentMail Trigger: .+ contains no event/)]);
});

test('every filter has its row', () => {
	const { filters } = built('triggers/filters') as {
		filters: { properties(name: string): INodeProperties[] };
	};
	const [{ options = [] } = {}] = filters.properties('filters');
	const reasons = [...FILTERED.map(({ because }) => because), BECAUSE.tooMany];
	const silent = options.filter(
		({ name, ...option }) =>
			!reasons.some((because) =>
				because.endsWith(`(filter ${'displayName' in option ? option.displayName : name})`),
			),
	);
	expect(silent.map(({ name }) => name)).toEqual([]);
	expect(options.length).toBeGreaterThan(10);
});

describe.each([
	{ name: 'AgentMail WebSocket Trigger', listener: webSocket },
	{ name: 'AgentMail Queue Trigger', listener: queue },
])('the log of a test run of the $name says it too:', ({ name, listener }) => {
	test.each(FILTERED)('$because', async ({ filters = {}, ...row }) => {
		const options = { testWith: 'next' };
		const listening = await listener.publish({ filters, options }, { mode: 'manual' });
		const waiting = listening.response.manualTriggerFunction!();
		const isHeard = async () => {
			const { subscriptions, queues } = snapshotOf(fixture.sandbox);
			return subscriptions.length + queues.length > 0 || undefined;
		};
		await waitUntil('the trigger to listen', isHeard);
		await happens(row);
		const line = await waitUntil('the line', async () =>
			listening.log.find((each) => each.includes('was ignored')),
		);
		expect(line).toContain(`info ${name}: "message.received" from "`);
		expect(line).toContain(`" was ignored: ${row.because}.`);
		expect(listening.emitted).toEqual([]);
		await listening.close();
		await waiting;
	});
});
