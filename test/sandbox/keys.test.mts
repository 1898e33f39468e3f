import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

let sandbox: Sandbox;
let api: Call;
let podId: string;
let mine: { inbox_id: string; message_id: string; thread_id: string };
let other: { inbox_id: string; message_id: string; thread_id: string };

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
	const { body } = await api<{ pod_id: string }>('POST', '/pods', { body: { name: 'Acme' } });
	podId = body.pod_id;
	sandbox.createInbox({ username: 'mine', pod_id: podId });
	sandbox.createInbox({ username: 'sibling', pod_id: podId });
	mine = await sandbox.receive('mine@agentmail.to', { from: 'a@b.c', subject: 'mine' });
	other = await sandbox.receive('support@agentmail.to', { from: 'a@b.c', subject: 'other' });
});
afterEach(async () => await sandbox.close());

const list = async (key: string, path: string, name: string, id: string) => {
	const { body } = await api<Record<string, Record<string, string>[]>>('GET', path, { key });
	return (body[name] ?? []).map((item) => item[id]).sort();
};

describe('a key bound to a pod', () => {
	let key: string;
	beforeEach(() => {
		key = sandbox.createKey({ pod_id: podId });
	});

	test('is told so by auth/me', async () => {
		const { body } = await api<object>('GET', '/auth/me', { key });
		expect(body).toMatchObject({ scope_type: 'pod', scope_id: podId, pod_id: podId });
	});

	test('sees of the lists only what lies in its pod', async () => {
		expect(await list(key, '/inboxes', 'inboxes', 'inbox_id')).toEqual([
			'mine@agentmail.to',
			'sibling@agentmail.to',
		]);
		expect(await list(key, '/threads', 'threads', 'thread_id')).toEqual([mine.thread_id]);
		expect(await list(key, '/pods', 'pods', 'pod_id')).toEqual([podId]);
	});

	test.each<[string, string, () => string]>([
		['GET', 'an inbox of another pod', () => inboxPath(other.inbox_id)],
		['GET', 'a message of another pod', () => inboxPath(other.inbox_id, other.message_id)],
		['GET', 'a thread of another pod', () => `/threads/${other.thread_id}`],
		['DELETE', 'an inbox of another pod', () => inboxPath(other.inbox_id)],
		['GET', 'another pod', () => `/pods/${sandbox.store.defaultPod.pod_id}/inboxes`],
		['GET', 'the organization', () => '/organizations'],
		['POST', 'new pods', () => '/pods'],
		['GET', 'the webhooks of the organization', () => '/webhooks'],
	])('%s of %s is a 404', async (method, _what, path) => {
		const body = method === 'POST' ? {} : undefined;
		const answer = await api(method, path(), { key, body });
		expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
		expect(sandbox.store.inboxes.has(other.inbox_id)).toBe(true);
	});

	test('makes inboxes and webhooks under the path of its pod', async () => {
		const inbox = await api<object>('POST', `/pods/${podId}/inboxes`, { key, body: {} });
		expect(inbox).toMatchObject({ status: 200, body: { pod_id: podId } });
		const body = { url: 'http://127.0.0.1:9/', event_types: ['message.received'] };
		const webhook = await api('POST', `/pods/${podId}/webhooks`, { key, body });
		expect(webhook.status).toBe(200);
	});
});

describe('a key bound to an inbox', () => {
	test('sees its inbox and nothing else of its pod', async () => {
		const key = sandbox.createKey({ inbox_id: mine.inbox_id });
		const status = async (path: string) => (await api('GET', path, { key })).status;
		expect(await status(`${inboxPath(mine.inbox_id)}/messages`)).toBe(200);
		expect(await status(`${inboxPath('sibling@agentmail.to')}/messages`)).toBe(404);
		expect(await status(`/pods/${podId}/inboxes`)).toBe(404);
		expect(await list(key, '/inboxes', 'inboxes', 'inbox_id')).toEqual([mine.inbox_id]);
	});

	test('dies with its inbox', async () => {
		const key = sandbox.createKey({ inbox_id: mine.inbox_id });
		expect((await api('DELETE', inboxPath(mine.inbox_id), { key })).status).toBe(204);
		expect((await api('GET', '/auth/me', { key })).status).toBe(401);
	});
});

describe('permissions', () => {
	test('are a whitelist', async () => {
		const key = sandbox.createKey({ permissions: { message_read: true, message_send: false } });
		const path = inboxPath(other.inbox_id);
		expect((await api('GET', `${path}/messages`, { key })).status).toBe(200);
		const body = { to: 'a@b.c' };
		const send = await api('POST', `${path}/messages/send`, { key, body });
		expect([send.status, send.body.code]).toEqual([403, 'missing_permission']);
		expect((await api('GET', path, { key })).status).toBe(403);
	});

	test('hide what has a label that the key may not read', async () => {
		const spam = await sandbox.receive('support@agentmail.to', { from: 'a@b.c', spam: true });
		const blind = sandbox.createKey({ permissions: { message_read: true } });
		const seeing = sandbox.createKey({
			permissions: { message_read: true, label_spam_read: true },
		});
		const path = inboxPath(spam.inbox_id, spam.message_id);
		expect((await api('GET', path, { key: blind })).status).toBe(404);
		expect((await api('GET', path, { key: seeing })).status).toBe(200);
		const listed = `${inboxPath(spam.inbox_id)}/messages?include_spam=true`;
		expect(await list(blind, listed, 'messages', 'message_id')).not.toContain(spam.message_id);
		expect(await list(seeing, listed, 'messages', 'message_id')).toContain(spam.message_id);
		expect((await api('GET', `/threads/${spam.thread_id}`, { key: blind })).status).toBe(404);
	});

	test('cannot be granted by a key that lacks them', async () => {
		const key = sandbox.createKey({ permissions: { api_key_create: true, inbox_read: true } });
		const create = async (body: object) => await api('POST', '/api-keys', { key, body });
		expect((await create({})).body.code).toBe('unrestricted_key_required');
		expect((await create({ permissions: { inbox_delete: true } })).body.code).toBe(
			'permission_escalation',
		);
		expect((await create({ permissions: { inbox_read: true } })).status).toBe(200);
	});
});

test('a created key works at once, its secret is shown once, and deleting it ends it', async () => {
	const { body: made } = await api<{ api_key: string; api_key_id: string }>('POST', '/api-keys', {
		body: { name: 'ci' },
	});
	expect((await api('GET', '/auth/me', { key: made.api_key })).status).toBe(200);
	const { body: listed } = await api<object>('GET', '/api-keys');
	expect(JSON.stringify(listed)).not.toContain(made.api_key);
	expect(JSON.stringify(listed)).toContain(made.api_key_id);
	await api('DELETE', `/api-keys/${made.api_key_id}`);
	expect((await api('GET', '/auth/me', { key: made.api_key })).status).toBe(401);
});
