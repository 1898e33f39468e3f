import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as sdk from 'agentmail/serialization';
import { Webhook } from 'standardwebhooks';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';
import { startReceiver, type ReceivedDelivery, type Receiver } from './receiver.mjs';

const INBOX = 'support@agentmail.to';
const ALL = ['message.received', 'message.sent', 'message.delivered', 'message.bounced'];

interface WebhookBody {
	webhook_id: string;
	secret: string;
	url: string;
	event_types: string[];
	inbox_ids?: string[];
	pod_ids?: string[];
}

let sandbox: Sandbox;
let api: Call;
let receiver: Receiver;

async function start(options: SandboxOptions = {}): Promise<void> {
	await sandbox?.close();
	sandbox = await startSandbox({ retryScheduleMs: [10, 10], ...options });
	api = apiOf(sandbox);
}

beforeEach(async () => {
	await start();
	receiver = await startReceiver();
});
afterEach(async () => {
	await sandbox.close();
	await receiver.close();
});

async function subscribe(fields: object = {}, path = '/webhooks'): Promise<WebhookBody> {
	const body = { url: receiver.url, event_types: ALL, ...fields };
	const answer = await api<WebhookBody>('POST', path, { body });
	expect(answer.status).toBe(200);
	return answer.body;
}

/** Checks the signature with the standardwebhooks package; throws if it is wrong. */
function verified(secret: string, { headers, body }: ReceivedDelivery): { event_type: string } {
	return new Webhook(secret).verify(body, {
		'webhook-id': String(headers['svix-id']),
		'webhook-timestamp': String(headers['svix-timestamp']),
		'webhook-signature': String(headers['svix-signature']),
	}) as { event_type: string };
}

const eventTypes = () =>
	receiver.deliveries.map(({ body }) => (JSON.parse(body) as { event_type: string }).event_type);

describe('a delivery', () => {
	test('is signed with the secret of its webhook and no other', async () => {
		const { secret } = await subscribe();
		await sandbox.receive(INBOX, { from: 'Jörg <j@example.com>', subject: 'Grüße 🎉' });
		await sandbox.idle();
		const [delivery] = receiver.deliveries;
		if (!delivery) throw new Error('nothing was delivered');
		expect(verified(secret, delivery).event_type).toBe('message.received');
		expect(() => verified(`whsec_${Buffer.alloc(24).toString('base64')}`, delivery)).toThrow();
		const changed = { ...delivery, body: delivery.body.replace('j@', 'k@') };
		expect(() => verified(secret, changed)).toThrow();
	});

	test('carries the headers of the user, which cannot replace its own', async () => {
		const { secret } = await subscribe({ headers: { 'X-Team': 'blue', 'SVIX-ID': 'forged' } });
		await sandbox.receive(INBOX, { from: 'a@b.c' });
		await sandbox.idle();
		const [delivery] = receiver.deliveries;
		expect(delivery?.headers['x-team']).toBe('blue');
		expect(delivery?.headers['svix-id']).toMatch(/^msg_/);
		expect(delivery && verified(secret, delivery)).toBeDefined();
	});

	test('never holds up the answer of the API', async () => {
		await subscribe();
		receiver.answers = ['silence', 'silence'];
		const answer = await api('POST', `${inboxPath(INBOX)}/messages/send`, {
			body: { to: 'x@example.com' },
		});
		expect(answer.status).toBe(200);
	});

	test('of more than 1 MB leaves the bodies out', async () => {
		await subscribe();
		await sandbox.receive(INBOX, {
			from: 'a@b.c',
			text: 'x'.repeat(1024 * 1024),
			html: '<p>x</p>',
		});
		await sandbox.idle();
		const { message } = JSON.parse(receiver.deliveries[0]?.body ?? '{}') as { message: object };
		for (const name of ['text', 'html', 'extracted_text', 'extracted_html']) {
			expect(message).not.toHaveProperty(name);
		}
		expect(message).toHaveProperty('preview');
	});
});

describe('a failed delivery', () => {
	test.each([500, 404, 302])('is repeated after a %i, with the same id', async (status) => {
		const { secret, webhook_id } = await subscribe();
		receiver.answers = [status];
		await sandbox.receive(INBOX, { from: 'a@b.c' });
		await sandbox.idle();
		expect(receiver.deliveries).toHaveLength(2);
		const ids = receiver.deliveries.map(({ headers }) => headers['svix-id']);
		expect(new Set(ids).size).toBe(1);
		for (const delivery of receiver.deliveries) verified(secret, delivery);
		const [record] = [...sandbox.store.deliveries.values()];
		expect(record).toMatchObject({ webhook_id, status: 'succeeded' });
		expect(record?.attempts.map((attempt) => attempt.status)).toEqual([status, 200]);
	});

	test('is given up when the schedule ends, and can be sent again by hand', async () => {
		await subscribe();
		receiver.answers = [500, 500, 500];
		await sandbox.receive(INBOX, { from: 'a@b.c' });
		await sandbox.idle();
		const [record] = [...sandbox.store.deliveries.values()];
		expect(record?.status).toBe('failed');
		expect(receiver.deliveries).toHaveLength(3);
		sandbox.redeliver(record?.delivery_id ?? '');
		await sandbox.idle();
		expect(record?.status).toBe('succeeded');
		expect(receiver.deliveries[3]?.headers['svix-id']).toBe(record?.svix_id);
	});

	test('counts as one when the endpoint does not answer in time', async () => {
		await start({ deliveryTimeoutMs: 50 });
		await subscribe();
		receiver.answers = ['silence'];
		await sandbox.receive(INBOX, { from: 'a@b.c' });
		await sandbox.idle();
		const [record] = [...sandbox.store.deliveries.values()];
		expect(record?.attempts.map((attempt) => attempt.status)).toEqual([undefined, 200]);
		expect(record?.attempts[0]?.error).toMatch(/abort/);
	});

	test("waits as Svix does: 5 seconds before the second attempt, divided by the sandbox's time scale", async () => {
		await sandbox.close();
		sandbox = await startSandbox({ timeScale: 50 });
		api = apiOf(sandbox);
		await subscribe();
		receiver.answers = [500];
		await sandbox.receive(INBOX, { from: 'a@b.c' });
		await sandbox.idle();
		const [first, second] = [...sandbox.store.deliveries.values()][0]?.attempts ?? [];
		const waited = Date.parse(second?.at ?? '') - Date.parse(first?.at ?? '');
		expect(waited).toBeGreaterThanOrEqual(95);
		expect(waited).toBeLessThan(1000);
	});

	test('that already waits comes sooner when time is sped up', async () => {
		await start({ retryScheduleMs: [3_600_000] });
		await subscribe();
		receiver.answers = [500];
		await sandbox.receive(INBOX, { from: 'a@b.c' });
		while (![...sandbox.store.deliveries.values()][0]?.attempts.length) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		await expect(sandbox.idle(30)).rejects.toThrow('not idle');
		sandbox.setTimeScale(1_000_000);
		await sandbox.idle();
		expect(receiver.deliveries).toHaveLength(2);
	});
});

describe('events', () => {
	test('a send is sent, delivered, and received by an inbox of ours', async () => {
		sandbox.createInbox({ username: 'bea' });
		await subscribe();
		await api('POST', `${inboxPath(INBOX)}/messages/send`, {
			body: { to: ['Bea <bea@agentmail.to>', 'x@example.com'], bcc: 'y@example.com' },
		});
		await sandbox.idle();
		expect(eventTypes().sort()).toEqual(['message.delivered', 'message.received', 'message.sent']);
		const [copy] = sandbox.store.messagesIn('bea@agentmail.to');
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
		await subscribe({ event_types: [...ALL.slice(1), 'message.complained', 'message.rejected'] });
		await api('POST', `${inboxPath(INBOX)}/messages/send`, {
			body: { to: `${local}@example.com` },
		});
		await sandbox.idle();
		expect(eventTypes().sort()).toEqual([...new Set([...expected, event_type])].sort());
		expect([...sandbox.store.messages.values()][0]?.labels).toContain(label);
	});

	test.each(['spam', 'blocked', 'unauthenticated'] as const)(
		'%s mail comes under its own name only',
		async (flag) => {
			await subscribe({ event_types: ['message.received', `message.received.${flag}`] });
			await sandbox.receive(INBOX, { from: 'a@b.c', [flag]: true });
			await sandbox.idle();
			expect(eventTypes()).toEqual([`message.received.${flag}`]);
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
		await subscribe({ event_types: Object.keys(schemas) });
		const file = { filename: 'a.txt', content: 'YWJj' };
		await sandbox.receive(INBOX, { from: 'a@b.c', text: 'Hi', attachments: [file] });
		await sandbox.receive(INBOX, { from: 'a@b.c', spam: true });
		const to = ['x@example.com', 'bounce@x.io', 'complaint@x.io', 'reject@x.io'];
		await api('POST', `${inboxPath(INBOX)}/messages/send`, { body: { to } });
		await sandbox.idle();
		for (const { body } of receiver.deliveries) {
			const event = JSON.parse(body) as { event_type: keyof typeof schemas };
			// Unknown properties fail here.
			expect(schemas[event.event_type].parse(event)).toMatchObject({ ok: true });
		}
		expect(new Set(eventTypes())).toEqual(new Set(Object.keys(schemas)));
	});

	test.each([
		['events/message.received.json', 'message.received', (json: object) => json],
		['events/domain.verified.json', 'domain.verified', (json: object) => json],
		[
			'event-variants/unknown-event.json',
			'calendar.event.starting',
			(json: { payload?: object }) => json.payload ?? {},
		],
	])('%s is emitted as it stands', async (file, event_type, payload) => {
		await subscribe({ event_types: [event_type] });
		const url = new URL(`../fixtures/${file}`, import.meta.url);
		const event = payload(JSON.parse(readFileSync(url, 'utf8')) as object);
		await sandbox.emit(event);
		await sandbox.idle();
		expect(receiver.deliveries.map(({ body }) => JSON.parse(body) as object)).toEqual([event]);
	});
});

describe('the scope of a webhook', () => {
	let podId: string;
	beforeEach(async () => {
		podId = (await api<{ pod_id: string }>('POST', '/pods', { body: {} })).body.pod_id;
		sandbox.createInbox({ username: 'acme', pod_id: podId });
	});

	const deliveredTo = async () => {
		for (const inbox of [INBOX, 'acme@agentmail.to'])
			await sandbox.receive(inbox, { from: 'a@b.c' });
		await sandbox.idle();
		return receiver.deliveries
			.map(({ body }) => (JSON.parse(body) as { message: { inbox_id: string } }).message.inbox_id)
			.sort();
	};

	test.each<[string, () => Promise<WebhookBody>, string[]]>([
		['none', () => subscribe(), ['acme@agentmail.to', INBOX]],
		['inbox_ids', () => subscribe({ inbox_ids: [INBOX] }), [INBOX]],
		['pod_ids', () => subscribe({ pod_ids: [podId] }), ['acme@agentmail.to']],
		['a pod path', () => subscribe({}, `/pods/${podId}/webhooks`), ['acme@agentmail.to']],
		['an inbox path', () => subscribe({}, `${inboxPath(INBOX)}/webhooks`), [INBOX]],
	])('%s', async (_case, create, expected) => {
		await create();
		expect(await deliveredTo()).toEqual(expected);
	});

	test('is changed by adding and removing, and must keep one', async () => {
		const { webhook_id } = await subscribe({ inbox_ids: [INBOX] });
		const path = `/webhooks/${webhook_id}`;
		const empty = await api('PATCH', path, { body: { remove_inbox_ids: [INBOX] } });
		expect(empty.status).toBe(400);
		const body = { add_inbox_ids: ['acme@agentmail.to'], remove_inbox_ids: [INBOX] };
		expect((await api('PATCH', path, { body })).status).toBe(200);
		expect(await deliveredTo()).toEqual(['acme@agentmail.to']);
	});

	test('holds at most ten inboxes', async () => {
		const inbox_ids = Array.from(
			{ length: 11 },
			(_, i) => sandbox.createInbox({ username: `i${i}` }).inbox_id,
		);
		const body = { url: receiver.url, event_types: ALL, inbox_ids };
		expect((await api('POST', '/webhooks', { body })).status).toBe(400);
	});
});

describe('changing a webhook', () => {
	test('its url is refused, its event types are replaced, an empty list keeps them', async () => {
		const { webhook_id, url } = await subscribe();
		const patch = (body: object) => api<WebhookBody>('PATCH', `/webhooks/${webhook_id}`, { body });
		expect((await patch({ url: 'http://127.0.0.1:9/other' })).status).toBe(400);
		expect((await patch({ event_types: ['message.sent'] })).body.event_types).toEqual([
			'message.sent',
		]);
		expect((await patch({ event_types: [] })).body).toMatchObject({
			event_types: ['message.sent'],
			url,
		});
	});

	test('disabled it gets nothing, not even a retry that waits', async () => {
		await start({ retryScheduleMs: [100] });
		const { webhook_id } = await subscribe();
		receiver.answers = [500];
		await sandbox.receive(INBOX, { from: 'a@b.c' });
		while (receiver.deliveries.length === 0) await new Promise((r) => setTimeout(r, 5));
		await api('PATCH', `/webhooks/${webhook_id}`, { body: { enabled: false } });
		await sandbox.receive(INBOX, { from: 'a@b.c' });
		await sandbox.idle();
		expect(receiver.deliveries).toHaveLength(1);
	});

	test('headers are write-only and compared regardless of case', async () => {
		const { webhook_id } = await subscribe({ headers: { 'X-Team': 'a', 'X-Old': 'b' } });
		const path = `/webhooks/${webhook_id}`;
		const body = { headers: { 'x-team': 'c' }, remove_headers: ['x-old'] };
		expect((await api('PATCH', `${path}/headers`, { body })).status).toBe(204);
		const { body: names } = await api<object>('GET', `${path}/headers`);
		expect(names).toEqual({ header_names: ['x-team'] });
		expect((await api<object>('GET', path)).body).not.toHaveProperty('headers');
		const both = { headers: { 'X-A': 'b' }, remove_headers: ['x-a'] };
		expect((await api('PATCH', `${path}/headers`, { body: both })).status).toBe(400);
	});

	test('deleted it is gone', async () => {
		const { webhook_id } = await subscribe();
		expect((await api('DELETE', `/webhooks/${webhook_id}`)).status).toBe(204);
		expect((await api('GET', `/webhooks/${webhook_id}`)).status).toBe(404);
	});
});

describe('creating a webhook is refused', () => {
	test.each([
		['without event types', { event_types: [] }, 'event_types'],
		['for an event type that does not exist', { event_types: ['message.recieved'] }, 'event_types'],
		['for a url that is none', { url: 'example.com' }, 'url'],
		['with empty headers', { headers: {} }, 'headers'],
	])('%s', async (_case, fields, field) => {
		const body = { url: receiver.url, event_types: ALL, ...fields };
		const answer = await api('POST', '/webhooks', { body });
		expect([answer.status, answer.body.errors?.[0]?.path[0]]).toEqual([400, field]);
	});

	test('over the limit of the account, with a way out', async () => {
		await start({ webhookLimit: 1 });
		await subscribe();
		const body = { url: receiver.url, event_types: ALL };
		const answer = await api('POST', '/webhooks', { body });
		expect([answer.status, answer.body.code]).toEqual([403, 'limit_exceeded']);
		expect(answer.body.fix).toMatch(/delete/i);
	});

	test('for spam by a key that may not read spam', async () => {
		const permissions = { webhook_create: true, message_read: true };
		const body = { url: receiver.url, event_types: ['message.received.spam'] };
		const blind = sandbox.createKey({ permissions });
		const refused = await api('POST', '/webhooks', { key: blind, body });
		expect([refused.status, refused.body.code]).toEqual([403, 'missing_permission']);
		const key = sandbox.createKey({ permissions: { ...permissions, label_spam_read: true } });
		expect((await api('POST', '/webhooks', { key, body })).status).toBe(200);
	});
});
