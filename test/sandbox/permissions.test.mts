import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { routes, startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

/** Anyone may ask who he is; for the organization there is no flag (SDK: ApiKeyPermissions). */
const FREE = ['auth.me', 'organizations.get'];
const INBOX = 'support@agentmail.to';

let sandbox: Sandbox;
let api: Call;

beforeAll(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterAll(async () => await sandbox.close());

const pathOf = (url: string) =>
	url
		.replace('/v0', '')
		.replace(':pod_id', sandbox.store.defaultPod.pod_id)
		.replace(':inbox_id', encodeURIComponent(INBOX))
		.replace(/:\w+/g, 'x');

test('every other route needs one', () => {
	const open = routes.filter(({ permission }) => !permission).map(({ sdk }) => sdk);
	expect(open).toEqual(FREE);
});

describe('without it', () => {
	test.each(
		routes.flatMap(({ sdk, method, url, permission }) =>
			permission ? [[sdk ?? url, method, url, permission] as const] : [],
		),
	)('%s is refused, and the fix names it', async (_sdk, method, url, permission) => {
		const key = sandbox.createKey({ permissions: {} });
		const answer = await api(method, pathOf(url), { key });
		expect([answer.status, answer.body.code]).toEqual([403, 'missing_permission']);
		expect(answer.body.message).toContain(permission);
		expect(answer.body.fix).toContain(permission);
		expect(answer.body.fix).toContain('PATCH /v0/api-keys/');
	});
});

describe('a label that a key may not read', () => {
	const PERMISSIONS = {
		message_read: true,
		message_update: true,
		message_delete: true,
		message_send: true,
		draft_read: true,
		draft_create: true,
		draft_send: true,
	};

	test.each(['spam', 'blocked', 'unauthenticated', 'trash'])(
		'%s: its messages are nowhere',
		async (label) => {
			const { message_id, thread_id } = await sandbox.receive(INBOX, { from: 'a@b.co' });
			await api('PATCH', inboxPath(INBOX, message_id), { body: { add_labels: label } });
			const blind = sandbox.createKey({ permissions: PERMISSIONS });
			const seeing = sandbox.createKey({
				permissions: { ...PERMISSIONS, [`label_${label}_read`]: true },
			});
			const message = inboxPath(INBOX, message_id);
			const calls: [string, string, object?][] = [
				['GET', message],
				['GET', `${message}/raw`],
				['PATCH', message, { add_labels: 'x' }],
				['POST', `${message}/reply`, { text: 'x' }],
				['POST', `${message}/forward`, { to: 'a@b.co' }],
				['POST', `${inboxPath(INBOX)}/drafts`, { in_reply_to: message_id }],
				['GET', `/threads/${thread_id}`],
				['PATCH', `/threads/${thread_id}`, { add_labels: ['x'] }],
				['DELETE', `/threads/${thread_id}`],
				['DELETE', message],
			];
			for (const [method, path, body] of calls) {
				expect((await api(method, path, { key: blind, body })).status).toBe(404);
			}
			const batch = { message_ids: [message_id] };
			const path = `${inboxPath(INBOX)}/messages/batch-get`;
			const counts = await Promise.all(
				[blind, seeing].map(async (key) => {
					const { body } = await api<{ count: number }>('POST', path, { key, body: batch });
					return body.count;
				}),
			);
			expect(counts).toEqual([0, 1]);
			expect((await api('GET', message, { key: seeing })).status).toBe(200);
		},
	);

	test('of a draft hides the draft', async () => {
		const path = `${inboxPath(INBOX)}/drafts`;
		const body = { labels: ['trash'], text: 'x' };
		const { body: draft } = await api<{ draft_id: string }>('POST', path, { body });
		const key = sandbox.createKey({ permissions: PERMISSIONS });
		expect((await api('GET', `${path}/${draft.draft_id}`, { key })).status).toBe(404);
		expect((await api<{ count: number }>('GET', path, { key })).body.count).toBe(0);
		expect((await api<{ count: number }>('GET', path)).body.count).toBe(1);
	});

	test('is not touched by what the key does to the rest of a thread', async () => {
		const first = await sandbox.receive(INBOX, { from: 'a@b.co' });
		const { message_id: in_reply_to, thread_id } = first;
		const spam = await sandbox.receive(INBOX, { from: 'a@b.co', in_reply_to, spam: true });
		expect(spam.thread_id).toBe(thread_id);
		const key = sandbox.createKey({ permissions: PERMISSIONS });
		await api('PATCH', `/threads/${thread_id}`, { key, body: { add_labels: ['vip'] } });
		await api('DELETE', `/threads/${thread_id}`, { key });
		expect(sandbox.store.messagesOf(first).map(({ labels }) => labels)).toEqual([
			['received', 'unread', 'spam'],
		]);
	});
});
