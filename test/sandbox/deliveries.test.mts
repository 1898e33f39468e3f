import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import * as sdk from 'agentmail/serialization';
import { Webhook } from 'standardwebhooks';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { inboxPath } from './api.mjs';
import type { ReceivedDelivery } from './receiver.mjs';
import { ALL, INBOX, useWebhooks } from './webhookFixture.mjs';

const f = useWebhooks();

/** Checks the signature with the standardwebhooks package; throws if it is wrong. */
function verified(secret: string, { headers, body }: ReceivedDelivery): { event_type: string } {
	return new Webhook(secret).verify(body, {
		'webhook-id': String(headers['svix-id']),
		'webhook-timestamp': String(headers['svix-timestamp']),
		'webhook-signature': String(headers['svix-signature']),
	}) as { event_type: string };
}

describe('a delivery', () => {
	test('is signed with the secret of its webhook and no other', async () => {
		const { secret } = await f.subscribe();
		await f.sandbox.receive(INBOX, { from: 'Jörg <j@example.com>', subject: 'Grüße 🎉' });
		await f.sandbox.idle();
		const [delivery] = f.receiver.deliveries;
		if (!delivery) throw new Error('nothing was delivered');
		expect(verified(secret, delivery).event_type).toBe('message.received');
		expect(() => verified(`whsec_${Buffer.alloc(24).toString('base64')}`, delivery)).toThrow();
		const changed = { ...delivery, body: delivery.body.replace('j@', 'k@') };
		expect(() => verified(secret, changed)).toThrow();
	});

	test('carries the headers of the user, which cannot replace its own', async () => {
		const { secret } = await f.subscribe({ headers: { 'X-Team': 'blue', 'SVIX-ID': 'forged' } });
		await f.sandbox.receive(INBOX, { from: 'a@b.c' });
		await f.sandbox.idle();
		const [delivery] = f.receiver.deliveries;
		expect(delivery?.headers['x-team']).toBe('blue');
		expect(delivery?.headers['svix-id']).toMatch(/^msg_/);
		expect(delivery && verified(secret, delivery)).toBeDefined();
	});

	test('never holds up the answer of the API', async () => {
		await f.subscribe();
		f.receiver.answers = ['silence', 'silence'];
		const answer = await f.api('POST', `${inboxPath(INBOX)}/messages/send`, {
			body: { to: 'x@example.com' },
		});
		expect(answer.status).toBe(200);
	});

	test('of more than 1 MB leaves the bodies out', async () => {
		await f.subscribe();
		await f.sandbox.receive(INBOX, {
			from: 'a@b.c',
			text: 'x'.repeat(1024 * 1024),
			html: '<p>x</p>',
		});
		await f.sandbox.idle();
		const { message } = JSON.parse(f.receiver.deliveries[0]?.body ?? '{}') as { message: object };
		for (const name of ['text', 'html', 'extracted_text', 'extracted_html']) {
			expect(message).not.toHaveProperty(name);
		}
		expect(message).toHaveProperty('preview');
	});
});

describe('a failed delivery', () => {
	test.each([500, 404, 302])('is repeated after a %i, with the same id', async (status) => {
		const { secret, webhook_id } = await f.subscribe();
		f.receiver.answers = [status];
		await f.sandbox.receive(INBOX, { from: 'a@b.c' });
		await f.sandbox.idle();
		expect(f.receiver.deliveries).toHaveLength(2);
		const ids = f.receiver.deliveries.map(({ headers }) => headers['svix-id']);
		expect(new Set(ids).size).toBe(1);
		for (const delivery of f.receiver.deliveries) verified(secret, delivery);
		const [record] = [...f.sandbox.store.deliveries.values()];
		expect(record).toMatchObject({ webhook_id, status: 'succeeded' });
		expect(record?.attempts.map((attempt) => attempt.status)).toEqual([status, 200]);
	});

	test('is given up when the schedule ends, and can be sent again by hand', async () => {
		await f.subscribe();
		f.receiver.answers = [500, 500, 500];
		await f.sandbox.receive(INBOX, { from: 'a@b.c' });
		await f.sandbox.idle();
		const [record] = [...f.sandbox.store.deliveries.values()];
		expect(record?.status).toBe('failed');
		expect(f.receiver.deliveries).toHaveLength(3);
		f.sandbox.redeliver(record?.delivery_id ?? '');
		await f.sandbox.idle();
		expect(record?.status).toBe('succeeded');
		expect(f.receiver.deliveries[3]?.headers['svix-id']).toBe(record?.svix_id);
	});

	test('counts as one when the endpoint does not answer in time', async () => {
		await f.start({ deliveryTimeoutMs: 300 });
		await f.subscribe();
		f.receiver.answers = ['silence'];
		await f.sandbox.receive(INBOX, { from: 'a@b.c' });
		await f.sandbox.idle();
		const [record] = [...f.sandbox.store.deliveries.values()];
		expect(record?.attempts.map((attempt) => attempt.status)).toEqual([undefined, 200]);
		expect(record?.attempts[0]?.error).toMatch(/abort/);
	});

	test("waits as Svix does: 5 seconds before the second attempt, divided by the sandbox's time scale", async () => {
		await f.start({ retryScheduleMs: undefined, timeScale: 50 });
		const timers = jest.spyOn(globalThis, 'setTimeout');
		await f.subscribe();
		f.receiver.answers = [500];
		await f.sandbox.receive(INBOX, { from: 'a@b.c' });
		await f.sandbox.idle();
		expect(timers.mock.calls.map(([, milliseconds]) => milliseconds)).toContain(100);
		timers.mockRestore();
	});

	test('that already waits comes sooner when time is sped up', async () => {
		await f.start({ retryScheduleMs: [3_600_000] });
		await f.subscribe();
		f.receiver.answers = [500];
		await f.sandbox.receive(INBOX, { from: 'a@b.c' });
		await waitUntil(
			'the first try',
			async () => [...f.sandbox.store.deliveries.values()][0]?.attempts[0],
		);
		await expect(f.sandbox.idle(30)).rejects.toThrow('not idle');
		f.sandbox.setTimeScale(1_000_000);
		await f.sandbox.idle();
		expect(f.receiver.deliveries).toHaveLength(2);
	});
});

describe('events', () => {
	test('a send is sent, delivered, and received by an inbox of ours', async () => {
		f.sandbox.createInbox({ username: 'bea' });
		await f.subscribe();
		await f.api('POST', `${inboxPath(INBOX)}/messages/send`, {
			body: { to: ['Bea <bea@agentmail.to>', 'x@example.com'], bcc: 'y@example.com' },
		});
		await f.sandbox.idle();
		expect(f.eventTypes().sort()).toEqual([
			'message.delivered',
			'message.received',
			'message.sent',
		]);
		const [copy] = f.sandbox.store.messagesIn('bea@agentmail.to');
		expect(copy).toMatchObject({
			labels: ['received', 'unread'],
			from: `Support Agent <${INBOX}>`,
		});
		expect(copy).not.toHaveProperty('bcc');
	});

	test.each([
		['bounce', 'message.bounced', 'bounced', ['message.bounced', 'message.sent']],
		[
			'complaint',
			'message.complained',
			'complained',
			['message.complained', 'message.delivered', 'message.sent'],
		],
		['reject', 'message.rejected', 'rejected', ['message.rejected', 'message.sent']],
	])('%s@ any domain causes %s', async (local, event_type, label, expected) => {
		await f.subscribe({ event_types: [...ALL.slice(1), 'message.complained', 'message.rejected'] });
		await f.api('POST', `${inboxPath(INBOX)}/messages/send`, {
			body: { to: `${local}@example.com` },
		});
		await f.sandbox.idle();
		expect(f.eventTypes().sort()).toEqual([...new Set([...expected, event_type])].sort());
		expect([...f.sandbox.store.messages.values()][0]?.labels).toContain(label);
	});

	test.each(['spam', 'blocked', 'unauthenticated'] as const)(
		'%s mail comes under its own name only',
		async (flag) => {
			await f.subscribe({ event_types: ['message.received', `message.received.${flag}`] });
			await f.sandbox.receive(INBOX, { from: 'a@b.c', [flag]: true });
			await f.sandbox.idle();
			expect(f.eventTypes()).toEqual([`message.received.${flag}`]);
		},
	);

	test('have exactly the shape that the SDK declares', async () => {
		const schemas = {
			'message.received': sdk.MessageReceivedEvent,
			'message.received.spam': sdk.MessageReceivedEvent,
			'message.sent': sdk.MessageSentEvent,
			'message.delivered': sdk.MessageDeliveredEvent,
			'message.bounced': sdk.MessageBouncedEvent,
			'message.complained': sdk.MessageComplainedEvent,
			'message.rejected': sdk.MessageRejectedEvent,
		};
		await f.subscribe({ event_types: Object.keys(schemas) });
		const file = { filename: 'a.txt', content: 'YWJj' };
		await f.sandbox.receive(INBOX, { from: 'a@b.c', text: 'Hi', attachments: [file] });
		await f.sandbox.receive(INBOX, { from: 'a@b.c', spam: true });
		const to = ['x@example.com', 'bounce@x.io', 'complaint@x.io', 'reject@x.io'];
		await f.api('POST', `${inboxPath(INBOX)}/messages/send`, { body: { to } });
		await f.sandbox.idle();
		for (const { body } of f.receiver.deliveries) {
			const event = JSON.parse(body) as { event_type: keyof typeof schemas };
			// Unknown properties fail here.
			expect(schemas[event.event_type].parse(event)).toMatchObject({ ok: true });
		}
		expect(new Set(f.eventTypes())).toEqual(new Set(Object.keys(schemas)));
	});

	test.each([
		['events/message.received.json', 'message.received'],
		['events/domain.verified.json', 'domain.verified'],
		['events/calendar.event.starting.json', 'calendar.event.starting'],
		['events/message.security.review.json', 'message.security.review'],
	])('%s is emitted as it stands', async (file, event_type) => {
		await f.subscribe({ event_types: [event_type] });
		const url = new URL(`../fixtures/${file}`, import.meta.url);
		const event = JSON.parse(readFileSync(url, 'utf8')) as object;
		await f.sandbox.emit(event);
		await f.sandbox.idle();
		expect(f.receiver.deliveries.map(({ body }) => JSON.parse(body) as object)).toEqual([event]);
	});
});
