import { beforeEach, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { inboxPath } from './api.mjs';
import { ALL, INBOX, useWebhooks, type WebhookBody } from './webhookFixture.mjs';

const f = useWebhooks();

describe('the scope of a webhook', () => {
	let podId: string;
	beforeEach(async () => {
		podId = (await f.api<{ pod_id: string }>('POST', '/pods', { body: {} })).body.pod_id;
		f.sandbox.createInbox({ username: 'acme', pod_id: podId });
	});

	const deliveredTo = async () => {
		for (const inbox of [INBOX, 'acme@agentmail.to'])
			await f.sandbox.receive(inbox, { from: 'a@b.c' });
		await f.sandbox.idle();
		return f.receiver.deliveries
			.map(({ body }) => (JSON.parse(body) as { message: { inbox_id: string } }).message.inbox_id)
			.sort();
	};

	test.each<[string, () => Promise<WebhookBody>, string[]]>([
		['none', () => f.subscribe(), ['acme@agentmail.to', INBOX]],
		['inbox_ids', () => f.subscribe({ inbox_ids: [INBOX] }), [INBOX]],
		['pod_ids', () => f.subscribe({ pod_ids: [podId] }), ['acme@agentmail.to']],
		['a pod path', () => f.subscribe({}, `/pods/${podId}/webhooks`), ['acme@agentmail.to']],
		['an inbox path', () => f.subscribe({}, `${inboxPath(INBOX)}/webhooks`), [INBOX]],
	])('%s', async (_case, create, expected) => {
		await create();
		expect(await deliveredTo()).toEqual(expected);
	});

	test('is changed by adding and removing, and must keep one', async () => {
		const { webhook_id } = await f.subscribe({ inbox_ids: [INBOX] });
		const path = `/webhooks/${webhook_id}`;
		const empty = await f.api('PATCH', path, { body: { remove_inbox_ids: [INBOX] } });
		expect(empty.status).toBe(400);
		const body = { add_inbox_ids: ['acme@agentmail.to'], remove_inbox_ids: [INBOX] };
		expect((await f.api('PATCH', path, { body })).status).toBe(200);
		expect(await deliveredTo()).toEqual(['acme@agentmail.to']);
	});

	test('holds at most ten inboxes', async () => {
		const inbox_ids = Array.from(
			{ length: 11 },
			(_, i) => f.sandbox.createInbox({ username: `i${i}` }).inbox_id,
		);
		const body = { url: f.receiver.url, event_types: ALL, inbox_ids };
		expect((await f.api('POST', '/webhooks', { body })).status).toBe(400);
	});
});

describe('changing a webhook', () => {
	test('its url is refused, its event types are replaced, an empty list keeps them', async () => {
		const { webhook_id, url } = await f.subscribe();
		const patch = (body: object) =>
			f.api<WebhookBody>('PATCH', `/webhooks/${webhook_id}`, { body });
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
		await f.start({ retryScheduleMs: [500] });
		const { webhook_id } = await f.subscribe();
		f.receiver.answers = [500];
		await f.sandbox.receive(INBOX, { from: 'a@b.c' });
		await waitUntil('the first try', async () => f.receiver.deliveries[0], { everyMs: 5 });
		await f.api('PATCH', `/webhooks/${webhook_id}`, { body: { enabled: false } });
		await f.sandbox.receive(INBOX, { from: 'a@b.c' });
		await f.sandbox.idle();
		expect(f.receiver.deliveries).toHaveLength(1);
	});

	test('headers are write-only and compared regardless of case', async () => {
		const { webhook_id } = await f.subscribe({ headers: { 'X-Team': 'a', 'X-Old': 'b' } });
		const path = `/webhooks/${webhook_id}`;
		const body = { headers: { 'x-team': 'c' }, remove_headers: ['x-old'] };
		expect((await f.api('PATCH', `${path}/headers`, { body })).status).toBe(204);
		const { body: names } = await f.api<object>('GET', `${path}/headers`);
		expect(names).toEqual({ header_names: ['x-team'] });
		expect((await f.api<object>('GET', path)).body).not.toHaveProperty('headers');
		const both = { headers: { 'X-A': 'b' }, remove_headers: ['x-a'] };
		expect((await f.api('PATCH', `${path}/headers`, { body: both })).status).toBe(400);
	});

	test('deleted it is gone', async () => {
		const { webhook_id } = await f.subscribe();
		expect((await f.api('DELETE', `/webhooks/${webhook_id}`)).status).toBe(204);
		expect((await f.api('GET', `/webhooks/${webhook_id}`)).status).toBe(404);
	});
});

describe('creating a webhook is refused', () => {
	test.each([
		['without event types', { event_types: [] }, 'event_types'],
		['for an event type that does not exist', { event_types: ['message.recieved'] }, 'event_types'],
		['for a url that is none', { url: 'example.com' }, 'url'],
		['with empty headers', { headers: {} }, 'headers'],
	])('%s', async (_case, fields, field) => {
		const body = { url: f.receiver.url, event_types: ALL, ...fields };
		const answer = await f.api('POST', '/webhooks', { body });
		expect([answer.status, answer.body.errors?.[0]?.path[0]]).toEqual([400, field]);
	});

	test('over the limit of the account, with a way out', async () => {
		await f.start({ webhookLimit: 1 });
		await f.subscribe();
		const body = { url: f.receiver.url, event_types: ALL };
		const answer = await f.api('POST', '/webhooks', { body });
		expect([answer.status, answer.body.code]).toEqual([403, 'limit_exceeded']);
		expect(answer.body.fix).toMatch(/delete/i);
	});

	test('for spam by a key that may not read spam', async () => {
		const permissions = { webhook_create: true, message_read: true };
		const body = { url: f.receiver.url, event_types: ['message.received.spam'] };
		const blind = f.sandbox.createKey({ permissions });
		const refused = await f.api('POST', '/webhooks', { key: blind, body });
		expect([refused.status, refused.body.code]).toEqual([403, 'missing_permission']);
		const key = f.sandbox.createKey({ permissions: { ...permissions, label_spam_read: true } });
		expect((await f.api('POST', '/webhooks', { key, body })).status).toBe(200);
	});
});
