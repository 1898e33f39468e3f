import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';
const SEND = `${inboxPath(INBOX)}/messages/send`;

interface Sent {
	message_id: string;
	thread_id: string;
}

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

describe('Idempotency-Key', () => {
	const body = { to: 'jane@example.com', subject: 'Once', text: 'Hello' };
	const headers = { 'Idempotency-Key': 'run-1.item~0_a' };

	test('same key and request: the original answer, no second mail', async () => {
		const first = await api<Sent>('POST', SEND, { body, headers });
		const { text, subject, to } = body;
		const second = await api<Sent>('POST', SEND, { body: { text, subject, to }, headers });
		expect(second).toEqual(first);
		expect(second.status).toBe(200);
		expect(sandbox.store.messages.size).toBe(1);
	});

	test('without a key the same request mails twice', async () => {
		await api('POST', SEND, { body });
		await api('POST', SEND, { body });
		expect(sandbox.store.messages.size).toBe(2);
	});

	test.each([
		['content', SEND, { ...body, text: 'Other' }],
		['inbox', `${inboxPath('other@agentmail.to')}/messages/send`, body],
		['endpoint', 'forward', body],
	])('same key with another %s is a 409 and mails nothing', async (_case, path, content) => {
		sandbox.createInbox({ username: 'other' });
		const { body: first } = await api<Sent>('POST', SEND, { body, headers });
		const url = path === 'forward' ? `${inboxPath(INBOX, first.message_id)}/forward` : path;
		const { status, body: error } = await api('POST', url, { body: content, headers });
		expect([status, error.code]).toEqual([409, 'conflict']);
		expect(sandbox.store.messages.size).toBe(1);
	});

	test('while the first request runs, a repeat is a 409; afterwards it is the original answer', async () => {
		let goOn = () => {};
		const until = new Promise<void>((resolve) => (goOn = resolve));
		sandbox.fault({ times: 1, action: { until } });
		const first = api<Sent>('POST', SEND, { body, headers });
		await waitUntil('the first request', async () => sandbox.requests[0]);
		const during = await api('POST', SEND, { body, headers });
		goOn();
		expect([during.status, during.body.code]).toEqual([409, 'conflict']);
		const { body: original } = await first;
		expect(await api<Sent>('POST', SEND, { body, headers })).toEqual({
			status: 200,
			body: original,
		});
		expect(sandbox.store.messages.size).toBe(1);
	});

	test('a request that was refused leaves its key free', async () => {
		const refused = await api('POST', SEND, { body: { subject: 'no recipient' }, headers });
		expect(refused.status).toBe(422);
		expect((await api('POST', SEND, { body, headers })).status).toBe(200);
	});

	test.each([
		['empty', ''],
		['with a space', 'a b'],
		['with a slash', 'a/b'],
		['of 257 characters', 'k'.repeat(257)],
	])('%s is a 400', async (_case, key) => {
		const answer = await api('POST', SEND, { body, headers: { 'Idempotency-Key': key } });
		expect([answer.status, answer.body.code]).toEqual([400, 'validation_error']);
	});

	test('of 256 characters is taken', async () => {
		const answer = await api('POST', SEND, {
			body,
			headers: { 'Idempotency-Key': 'k'.repeat(256) },
		});
		expect(answer.status).toBe(200);
	});

	test('a draft sent twice with one key is one mail; without it the second is a 404', async () => {
		const { body: draft } = await api<{ draft_id: string }>('POST', `${inboxPath(INBOX)}/drafts`, {
			body: { to: ['jane@example.com'], text: 'Hello' },
		});
		const url = `${inboxPath(INBOX)}/drafts/${draft.draft_id}/send`;
		const first = await api<Sent>('POST', url, { body: {}, headers });
		expect(first.status).toBe(200);
		expect(await api<Sent>('POST', url, { body: {}, headers })).toEqual(first);
		expect((await api('POST', url, { body: {} })).status).toBe(404);
		expect(sandbox.store.messages.size).toBe(1);
	});
});

describe('client_id', () => {
	const webhook = { url: 'http://127.0.0.1:9/', event_types: ['message.received'] };
	const creates: [string, object, object][] = [
		['/inboxes', { display_name: 'First' }, { display_name: 'Second' }],
		['/pods', { name: 'First' }, { name: 'Second' }],
		['/webhooks', webhook, { ...webhook, url: 'http://127.0.0.1:10/' }],
		[`${inboxPath(INBOX)}/drafts`, { subject: 'First' }, { subject: 'Second' }],
	];

	test.each(creates)(
		'%s: a repeat answers the old object unchanged',
		async (path, first, second) => {
			const client_id = 'my-thing_1';
			const made = await api<object>('POST', path, { body: { ...first, client_id } });
			expect(made.status).toBe(200);
			expect(made.body).toMatchObject({ ...first, client_id });
			const again = await api<object>('POST', path, { body: { ...second, client_id } });
			expect(again).toEqual(made);
		},
	);

	test.each(creates)('%s: an @ in it is refused', async (path, first) => {
		const answer = await api('POST', path, { body: { ...first, client_id: 'me@here' } });
		expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, ['client_id']]);
	});

	test('is free again once the object is deleted', async () => {
		const body = { client_id: 'gone' };
		const { body: pod } = await api<{ pod_id: string }>('POST', '/pods', { body });
		await api('DELETE', `/pods/${pod.pod_id}`);
		const { body: other } = await api<{ pod_id: string }>('POST', '/pods', { body });
		expect(other.pod_id).not.toBe(pod.pod_id);
	});
});
