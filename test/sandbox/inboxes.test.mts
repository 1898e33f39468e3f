import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

test('the sandbox starts with a Default Pod and support@agentmail.to in it', async () => {
	const { body } = await api<{ pods: { pod_id: string; name: string }[] }>('GET', '/pods');
	expect(body.pods.map(({ name }) => name)).toEqual(['Default Pod']);
	const inbox = await api<object>('GET', inboxPath('support@agentmail.to'));
	expect(inbox.body).toMatchObject({
		email: 'support@agentmail.to',
		pod_id: body.pods[0]?.pod_id,
	});
});

describe('creating an inbox', () => {
	test('needs no body; the name is made up then', async () => {
		const { status, body } = await api<{ inbox_id: string }>('POST', '/inboxes');
		expect(status).toBe(200);
		expect(body.inbox_id).toMatch(/^[\w.-]+@agentmail\.to$/);
	});

	test.each([
		['a taken name', { username: 'support' }, 403, 'resource_taken'],
		['a name with an @', { username: 'a@b' }, 400, 'validation_error'],
		['a domain that is not verified', { domain: 'example.com' }, 403, 'domain_not_verified'],
		['metadata of another type', { metadata: { a: [] } }, 400, 'validation_error'],
	])('with %s is refused', async (_case, body, status, code) => {
		const answer = await api('POST', '/inboxes', { body });
		expect([answer.status, answer.body.code]).toEqual([status, code]);
		expect(sandbox.store.inboxes.size).toBe(1);
	});
});

describe('metadata', () => {
	test('is merged, a null removes its key, null clears all', async () => {
		const { body } = await api<{ inbox_id: string }>('POST', '/inboxes', {
			body: { metadata: { tier: 'gold', seats: 3, trial: true } },
		});
		const patch = async (metadata: unknown) =>
			await api<object>('PATCH', inboxPath(body.inbox_id), { body: { metadata } });
		expect((await patch({ seats: null, team: 'red' })).body).toMatchObject({
			metadata: { tier: 'gold', trial: true, team: 'red' },
		});
		expect((await patch({})).status).toBe(400);
		expect((await patch(null)).body).not.toHaveProperty('metadata');
	});

	test('has at most 256 characters a value', async () => {
		const create = (length: number) =>
			api('POST', '/inboxes', { body: { metadata: { a: 'x'.repeat(length) } } });
		expect((await create(256)).status).toBe(200);
		expect((await create(257)).status).toBe(400);
	});

	test('or display_name must be in an update', async () => {
		const answer = await api('PATCH', inboxPath('support@agentmail.to'), { body: { foo: 1 } });
		expect(answer.status).toBe(400);
	});
});

test.each([
	['sup', ['support@agentmail.to']],
	['port', []],
	['desk', ['helpdesk.eu@agentmail.to']],
	['eu', ['helpdesk.eu@agentmail.to']],
	['front des', ['helpdesk.eu@agentmail.to']],
	['nobody', []],
])('a search for "%s" matches word prefixes of address and name', async (q, expected) => {
	sandbox.createInbox({ username: 'helpdesk.eu', display_name: 'Front Desk' });
	const { body } = await api<{ inboxes: { inbox_id: string }[] }>(
		'GET',
		`/inboxes/search?q=${encodeURIComponent(q)}`,
	);
	expect(body.inboxes.map(({ inbox_id }) => inbox_id)).toEqual(expected);
});

test('deleting an inbox removes its mail and frees its address', async () => {
	const { inbox_id } = sandbox.createInbox({ username: 'gone' });
	const { thread_id } = await sandbox.receive(inbox_id, { from: 'a@b.c' });
	expect((await api('DELETE', inboxPath(inbox_id))).status).toBe(204);
	expect((await api('GET', inboxPath(inbox_id))).status).toBe(404);
	expect((await api('GET', `/threads/${thread_id}`)).status).toBe(404);
	expect((await api('POST', '/inboxes', { body: { username: 'gone' } })).status).toBe(200);
});

test('a pod is deleted only once it is empty', async () => {
	const { body: pod } = await api<{ pod_id: string }>('POST', '/pods', { body: { name: 'Acme' } });
	const { inbox_id } = sandbox.createInbox({ username: 'acme', pod_id: pod.pod_id });
	const refused = await api('DELETE', `/pods/${pod.pod_id}`);
	expect([refused.status, refused.body.code]).toEqual([409, 'cannot_delete']);
	expect(refused.body.message).toContain(inbox_id);
	await api('DELETE', `/pods/${pod.pod_id}/inboxes/${encodeURIComponent(inbox_id)}`);
	expect((await api('DELETE', `/pods/${pod.pod_id}`)).status).toBe(204);
	expect((await api('GET', `/pods/${pod.pod_id}`)).status).toBe(404);
});

test('the same seed gives the same ids', async () => {
	const ids = async (seed: string) => {
		const seeded = await startSandbox({ seed });
		const { message_id, thread_id } = await seeded.receive('support@agentmail.to', {
			from: 'a@b.c',
		});
		await seeded.close();
		return [message_id, thread_id];
	};
	expect(await ids('a')).toEqual(await ids('a'));
	expect(await ids('a')).not.toEqual(await ids('b'));
});
