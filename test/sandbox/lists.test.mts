import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';
type Entry = Record<string, unknown>;

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

const pod = () => `/pods/${sandbox.store.defaultPod.pod_id}`;
const LEVELS: [string, () => string][] = [
	['organization', () => ''],
	['pod', pod],
	['inbox', () => inboxPath(INBOX)],
];

async function add(list: string, entry: string, level = '', fields: object = {}): Promise<Entry> {
	const body = { entry, ...fields };
	const answer = await api<Entry>('POST', `${level}/lists/${list}`, { body });
	expect(answer.status).toBe(200);
	return answer.body;
}

const send = async (to: unknown) =>
	await api('POST', `${inboxPath(INBOX)}/messages/send`, { body: { to, text: 'Hi' } });

async function labelsOf(from: string, in_reply_to?: string): Promise<string[]> {
	const mail = { from, ...(in_reply_to && { in_reply_to }) };
	return (await sandbox.receive(INBOX, mail)).labels;
}

describe('entries', () => {
	test.each(LEVELS)('of the %s are its own', async (name, level) => {
		const made = await add('receive/block', 'Spam.Example.COM', level(), { reason: 'spam' });
		expect(made).toMatchObject({
			entry: 'spam.example.com',
			entry_type: 'domain',
			direction: 'receive',
			list_type: 'block',
			reason: 'spam',
		});
		expect('pod_id' in made).toBe(name !== 'organization');
		expect('inbox_id' in made).toBe(name === 'inbox');
		for (const [other, path] of LEVELS) {
			const { body } = await api<{ count: number }>('GET', `${path()}/lists/receive/block`);
			expect(body.count).toBe(other === name ? 1 : 0);
		}
		const path = `${level()}/lists/receive/block/spam.example.com`;
		expect((await api<Entry>('GET', path)).body).toEqual(made);
		expect((await api('DELETE', path)).status).toBe(204);
		expect((await api('GET', path)).status).toBe(404);
	});

	test('are paged in the order of the entries, even if one is deleted between the pages', async () => {
		for (const entry of ['c.io', 'a@b.co', 'b.io', 'd.io']) await add('send/allow', entry);
		const path = '/lists/send/allow?limit=2&ascending=false';
		type Page = { entries: Entry[]; next_page_token?: string };
		const { body: first } = await api<Page>('GET', path);
		await api('DELETE', '/lists/send/allow/b.io');
		const { body: second } = await api<Page>('GET', `${path}&page_token=${first.next_page_token}`);
		const names = [...first.entries, ...second.entries].map(({ entry }) => entry);
		expect(names).toEqual(['a@b.co', 'b.io', 'c.io', 'd.io']);
		expect(second).not.toHaveProperty('next_page_token');
	});

	test('made twice are one, with the new reason', async () => {
		const { created_at } = await add('send/block', 'a@b.co');
		const again = await add('send/block', 'A@b.co', '', { reason: 'left' });
		expect(again).toMatchObject({ created_at, reason: 'left' });
		expect(sandbox.store.listEntries.size).toBe(1);
	});

	test.each([
		['/lists/send/block', { entry: 'Ada <a@b.co>' }, 'entry'],
		['/lists/send/block', { entry: 'localhost' }, 'entry'],
		['/lists/send/block', {}, 'entry'],
		['/lists/out/block', { entry: 'a@b.co' }, 'direction'],
		['/lists/send/deny', { entry: 'a@b.co' }, 'type'],
	])('%s refuses %j', async (path, body, field) => {
		const answer = await api('POST', path, { body });
		expect([answer.status, answer.body.errors?.[0]?.path[0]]).toEqual([400, field]);
	});

	test('of an inbox go with it', async () => {
		const { inbox_id } = sandbox.createInbox({ username: 'gone' });
		await add('send/block', 'a@b.co', inboxPath(inbox_id));
		await api('DELETE', inboxPath(inbox_id));
		expect(sandbox.store.listEntries.size).toBe(0);
	});
});

describe('sending', () => {
	test.each(['a@blocked.io', 'Ada <ada@sub.io>'])('to %s is refused if blocked', async (to) => {
		await add('send/block', 'blocked.io', '', { reason: 'competitor' });
		await add('send/block', 'ada@sub.io');
		const answer = await send(['fine@example.com', to]);
		expect([answer.status, answer.body.code]).toEqual([403, 'message_rejected']);
		expect(answer.body.fix).toMatch(/DELETE \/v0\/lists\/send\/block\//);
		expect(sandbox.store.messages.size).toBe(0);
	});

	test('is free for the addresses of an allow list only', async () => {
		await add('send/allow', 'friend.io');
		expect((await send('a@friend.io')).status).toBe(200);
		const answer = await send('a@example.com');
		expect([answer.status, answer.body.code]).toEqual([403, 'message_rejected']);
		expect(answer.body.fix).toContain('POST /v0/lists/send/allow');
	});

	test('a draft to a blocked address stays', async () => {
		await add('send/block', 'blocked.io');
		const body = { to: ['a@blocked.io'], text: 'Hi' };
		const { body: draft } = await api<{ draft_id: string }>('POST', `${inboxPath(INBOX)}/drafts`, {
			body,
		});
		const path = `${inboxPath(INBOX)}/drafts/${draft.draft_id}`;
		expect((await api('POST', `${path}/send`, { body: {} })).body.code).toBe('message_rejected');
		expect((await api('GET', path)).status).toBe(200);
	});

	test.each([
		['inbox block before organization allow', 'block', '', 'allow', 403],
		['inbox allow before organization block', 'allow', '', 'block', 200],
		['pod block before organization allow', 'block', 'pod', 'allow', 403],
	])('%s', async (_case, narrow, level, wide, status) => {
		await add(`send/${narrow}`, 'x.io', level === 'pod' ? pod() : inboxPath(INBOX));
		await add(`send/${wide}`, 'x.io');
		expect((await send('a@x.io')).status).toBe(status);
	});

	test('within a level an address comes before its domain', async () => {
		await add('send/block', 'x.io');
		await add('send/allow', 'friend@x.io');
		expect((await send('friend@x.io')).status).toBe(200);
		expect((await send('other@x.io')).status).toBe(403);
	});

	test.each(['bounce', 'complaint', 'reject'])(
		'a %s blocks its address for good',
		async (local) => {
			const address = `${local}@example.com`;
			expect((await send(address)).status).toBe(200);
			await sandbox.idle();
			const path = `/lists/send/block/${address}`;
			expect((await api<Entry>('GET', path)).body).toMatchObject({ read_only: true });
			const deletion = await api('DELETE', path);
			expect([deletion.status, deletion.body.code]).toEqual([409, 'cannot_delete']);
			const again = await send(address);
			expect([again.status, again.body.code]).toEqual([403, 'message_rejected']);
			expect(again.body.fix).toMatch(/leave .* out/i);
		},
	);
});

describe('mail from outside', () => {
	const BLOCKED = ['received', 'unread', 'blocked'];
	const PLAIN = ['received', 'unread'];

	test('of a blocked sender is kept, labelled and left out of lists', async () => {
		await add('receive/block', 'spam.io');
		expect(await labelsOf('Spammer <a@SPAM.io>')).toEqual(BLOCKED);
		expect(await labelsOf('a@example.com')).toEqual(PLAIN);
		const path = `${inboxPath(INBOX)}/messages`;
		const count = async (query: string) =>
			(await api<{ count: number }>('GET', path + query)).body.count;
		expect(await count('')).toBe(1);
		expect(await count('?include_blocked=true')).toBe(2);
		const types = sandbox.store.ledger.events.map(({ event_type }) => event_type);
		expect(types).toEqual(['message.received.blocked', 'message.received']);
	});

	test('is blocked unless on the allow list, if there is one', async () => {
		await add('receive/allow', 'friend.io', inboxPath(INBOX));
		expect(await labelsOf('a@friend.io')).toEqual(PLAIN);
		expect(await labelsOf('a@example.com')).toEqual(BLOCKED);
	});

	test('that answers mail of ours is checked against the reply lists alone', async () => {
		await api('POST', `${inboxPath(INBOX)}/messages/send`, { body: { to: 'a@spam.io' } });
		await sandbox.idle();
		const [{ message_id: ours } = { message_id: '' }] = sandbox.store.messagesIn(INBOX);
		await add('receive/block', 'spam.io');
		await add('reply/block', 'other.io');
		expect(await labelsOf('a@spam.io', ours)).toEqual(PLAIN);
		expect(await labelsOf('a@other.io', ours)).toEqual(BLOCKED);
		expect(await labelsOf('a@other.io')).toEqual(PLAIN);
		// An In-Reply-To that names no mail of ours is no way round the receive lists.
		expect(await labelsOf('a@spam.io', '<made-up@spam.io>')).toEqual(BLOCKED);
	});

	test('between two inboxes of ours is checked too', async () => {
		const { inbox_id } = sandbox.createInbox({ username: 'bea' });
		await add('receive/block', INBOX, inboxPath(inbox_id));
		expect((await send(inbox_id)).status).toBe(200);
		await sandbox.idle();
		expect(sandbox.store.messagesIn(inbox_id)[0]?.labels).toContain('blocked');
	});
});

test('a bound key uses the lists of its own level', async () => {
	const key = sandbox.createKey({ inbox_id: INBOX });
	expect((await api('GET', '/lists/send/block', { key })).status).toBe(404);
	expect((await api('GET', `${pod()}/lists/send/block`, { key })).status).toBe(404);
	expect((await api('GET', `${inboxPath(INBOX)}/lists/send/block`, { key })).status).toBe(200);
});
