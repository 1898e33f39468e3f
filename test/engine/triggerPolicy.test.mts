import { describe, expect, test } from '@jest/globals';

import { plainSignature, signDelivery } from '../../scripts/delivery.mjs';
import type { InboundMail } from '../../sandbox/mail/inbound.mjs';
import { INBOX, useSandbox } from './fixture.mjs';
import { useTrigger } from './triggerReceiver.mjs';

const fixture = useSandbox({ retryScheduleMs: [] });
const trigger = useTrigger(fixture);
const { publish } = trigger;

/** Whether a mail starts a run. Whatever comes of it, AgentMail is told that it arrived. */
async function starts(mail: Partial<InboundMail> = {}, inbox = INBOX): Promise<boolean> {
	trigger.forget();
	await fixture.sandbox.receive(inbox, { from: 'Jane <jane@example.com>', text: 'Hi', ...mail });
	await fixture.sandbox.idle();
	expect(trigger.received.map(({ status }) => status)).toEqual([200]);
	return trigger.received[0]?.items !== undefined;
}

describe('filters', () => {
	test('an allowed sender starts a run, another one nothing, whatever name it has', async () => {
		await publish({ filters: { senders: 'example.com' } });
		expect(await starts()).toBe(true);
		expect(await starts({ from: '"jane@example.com" <evil@x.io>' })).toBe(false);
	});

	test('all of them together', async () => {
		await publish({
			filters: {
				senders: '*@example.com',
				blockedSenders: 'bob@example.com',
				recipients: 'support+orders@agentmail.to',
				subject: 'Order *',
				labels: 'received',
				excludeLabels: 'handled',
				hasAttachments: true,
				conversation: 'new',
			},
		});
		const content = Buffer.from('x').toString('base64');
		const order = {
			to: 'support+orders@agentmail.to',
			subject: 'Order 17',
			attachments: [{ filename: 'order.txt', content_type: 'text/plain', content }],
		};
		expect(await starts(order)).toBe(true);
		expect(await starts({ ...order, from: 'bob@example.com' })).toBe(false);
		expect(await starts({ ...order, to: INBOX })).toBe(false);
		expect(await starts({ ...order, subject: 'My Order 17' })).toBe(false);
		expect(await starts({ ...order, attachments: [] })).toBe(false);
	});

	test.each([
		'senders',
		'recipients',
		'subject',
		'labels',
		'hasAttachments',
		'conversation',
		'maxPerSenderPerHour',
	])('an expression that finds nothing lets nobody in: %s', async (filter) => {
		await publish({ filters: { [filter]: '={{ $json.nothing }}' } });
		expect(await starts()).toBe(false);
	});

	test('a refused mail causes no request, once the first has asked for secret and inboxes', async () => {
		await publish({ filters: { senders: 'x.io' } });
		expect(await starts()).toBe(false);
		fixture.sandbox.requests.length = 0;
		expect(await starts()).toBe(false);
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('a conversation: the first message, then a reply', async () => {
		const first = '<first@mail.example.com>';
		const reply = { subject: 'Re: Hi', in_reply_to: first, references: [first] };
		await publish({ filters: { conversation: 'new' } });
		expect(await starts({ subject: 'Hi', message_id: first })).toBe(true);
		expect(await starts(reply)).toBe(false);
		trigger.change({ filters: { conversation: 'replies' } });
		expect(await starts(reply)).toBe(true);
		expect(await starts({ subject: 'Other' })).toBe(false);
	});

	test('other events are not filtered', async () => {
		const { secret } = await publish({ events: ['message.sent'], filters: { senders: 'x.io' } });
		const body = JSON.stringify({ event_type: 'message.sent', send: { inbox_id: INBOX } });
		const { items } = await trigger.deliver({ headers: plainSignature(secret, body), body });
		expect(items).toHaveLength(1);
	});

	test('come after the signature', async () => {
		await publish({ filters: { senders: 'x.io' } });
		const { status } = await trigger.deliver(
			signDelivery('whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u', {
				event_type: 'message.received',
				message: { from: 'a@b.c' },
			}),
		);
		expect(status).toBe(401);
	});
});

describe('the loop guard', () => {
	const AWAY = { headers: { 'Auto-Submitted': 'auto-replied' } };

	test('is on without any filter', async () => {
		await publish();
		expect(await starts(AWAY)).toBe(false);
		expect(await starts({ from: 'noreply@example.com' })).toBe(false);
		expect(await starts({ from: `Me <${INBOX}>` })).toBe(false);
		expect(await starts()).toBe(true);
	});

	test('and off where it is switched off', async () => {
		await publish({ filters: { skipAutomated: false, skipOwn: false } });
		expect(await starts(AWAY)).toBe(true);
		expect(await starts({ from: INBOX })).toBe(true);
	});

	test('knows every inbox that the key reaches', async () => {
		const { inbox_id: sales } = fixture.sandbox.createInbox();
		await publish();
		expect(await starts({ from: `Sales <${sales.toUpperCase()}>` })).toBe(false);
		expect(await starts({ from: 'sales@example.com' })).toBe(true);
	});

	test('asks for them once in a while, not for each mail', async () => {
		await publish();
		for (let mail = 0; mail < 3; mail++) await starts();
		const lists = fixture.sandbox.requests.filter(({ path }) => path === '/v0/inboxes');
		expect(lists).toHaveLength(1);
	});

	test('asks for nothing where an event is no mail', async () => {
		const { secret } = await publish({ events: ['message.sent'] });
		const body = JSON.stringify({ event_type: 'message.sent', send: { inbox_id: INBOX } });
		const { items } = await trigger.deliver({ headers: plainSignature(secret, body), body });
		expect(items).toHaveLength(1);
		expect(fixture.sandbox.requests.map(({ path }) => path)).not.toContain('/v0/inboxes');
	});

	test('while AgentMail cannot say, knows the chosen ones and those that had mail', async () => {
		const { inbox_id: sales } = fixture.sandbox.createInbox();
		fixture.sandbox.fault({ match: { path: '/v0/inboxes' }, action: { status: 403 }, times: 9 });
		await publish({ scope: 'inbox', inboxIds: [INBOX, sales] });
		expect(await starts({ from: sales })).toBe(false);
		fixture.sandbox.reset();

		const { inbox_id: other } = fixture.sandbox.createInbox();
		fixture.sandbox.fault({ match: { path: '/v0/inboxes' }, action: { status: 403 }, times: 9 });
		await publish();
		expect(await starts({ from: other })).toBe(true);
		expect(await starts({}, other)).toBe(true);
		expect(await starts({ from: other })).toBe(false);
	});
});

describe('unauthenticated mail', () => {
	test('in another coat starts a run only where it is asked for', async () => {
		const { secret } = await publish();
		const message = { inbox_id: INBOX, from: 'a@b.c', text: 'x', labels: ['unauthenticated'] };
		const deliver = async (event_id: string) => {
			const body = JSON.stringify({ event_type: 'message.received', event_id, message });
			const { items } = await trigger.deliver({ headers: plainSignature(secret, body), body });
			return items !== undefined;
		};
		expect(await deliver('1')).toBe(false);
		trigger.change({ filters: { allowUnauthenticated: true } });
		expect(await deliver('2')).toBe(true);
		trigger.change({
			filters: {},
			events: ['message.received', 'message.received.unauthenticated'],
		});
		expect(await deliver('3')).toBe(true);
	});
});

describe('Max per Sender and Hour', () => {
	test('counts each sender for itself, and tags as the same one', async () => {
		await publish({ filters: { maxPerSenderPerHour: 2 } });
		expect(await starts()).toBe(true);
		expect(await starts({ from: 'JANE+x@example.com' })).toBe(true);
		expect(await starts({ from: 'jane+y@example.com' })).toBe(false);
		expect(await starts({ from: 'bob@example.com' })).toBe(true);
	});
});

describe('a filter that lets nothing through is said when the workflow is published', () => {
	test.each([
		[{ senders: '' }, 'The filter Senders of the trigger is empty'],
		[{ subject: ' , ' }, 'The filter Subject of the trigger is empty'],
		[{ maxPerSenderPerHour: 0 }, 'The filter Max per Sender and Hour of the trigger is empty'],
		[
			{ hasAttachments: '={{ "maybe" }}' },
			'Has Attachments of the trigger is set to an unknown value',
		],
		[{ conversation: '={{ "first" }}' }, 'Conversation of the trigger is set to an unknown value'],
		[{ blockedSenders: 'jane' }, 'contains "jane", which is neither an address nor a domain'],
	])('%j', async (filters, sentence) => {
		await publish();
		trigger.change({ filters });
		await expect(fixture.engine.hook(trigger.workflow, 'Trigger', 'checkExists')).rejects.toThrow(
			sentence,
		);
	});

	test('good ones and none are fine', async () => {
		await publish();
		trigger.change({ filters: { senders: 'x.io', blockedSenders: '', maxPerSenderPerHour: '2' } });
		await expect(
			fixture.engine.hook(trigger.workflow, 'Trigger', 'checkExists'),
		).resolves.toBeDefined();
	});
});
