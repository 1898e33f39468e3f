import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';
const MESSAGES = `${inboxPath(INBOX)}/messages`;

interface Page {
	count: number;
	limit: number;
	next_page_token?: string;
	messages: { message_id: string; subject: string }[];
}

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

/** Mails named 0, 1, 2 …, a second apart. */
async function receive(count: number): Promise<void> {
	for (let i = 0; i < count; i += 1) {
		// With and without milliseconds: what counts is the time, not how it is written.
		const iso = new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString();
		const timestamp = i % 2 === 0 ? iso : iso.replace('.000Z', 'Z');
		await sandbox.receive(INBOX, { from: 'a@b.c', subject: String(i), timestamp });
	}
}

async function pages(query: string): Promise<Page[]> {
	const found: Page[] = [];
	let token: string | undefined;
	do {
		const suffix = token === undefined ? '' : `&page_token=${encodeURIComponent(token)}`;
		const { status, body } = await api<Page>('GET', `${MESSAGES}?${query}${suffix}`);
		expect(status).toBe(200);
		found.push(body);
		token = body.next_page_token;
	} while (token !== undefined && found.length < 20);
	return found;
}

const subjects = (found: Page[]) => found.map(({ messages }) => messages.map((m) => m.subject));

test('pages hold each item once, newest first; count is that of the page', async () => {
	await receive(5);
	const found = await pages('limit=2');
	expect(subjects(found)).toEqual([['4', '3'], ['2', '1'], ['0']]);
	expect(found.map(({ count }) => count)).toEqual([2, 2, 1]);
	expect(found.map(({ limit }) => limit)).toEqual([2, 2, 2]);
});

test('a list that ends with a full page has no token', async () => {
	await receive(4);
	expect(subjects(await pages('limit=2'))).toEqual([
		['3', '2'],
		['1', '0'],
	]);
});

test('ascending turns the order round', async () => {
	await receive(3);
	expect(subjects(await pages('limit=2&ascending=true'))).toEqual([['0', '1'], ['2']]);
});

test('mails of the same millisecond keep the order of their arrival', async () => {
	const timestamp = '2026-01-01T00:00:00.000Z';
	for (const subject of ['a', 'b', 'c']) {
		await sandbox.receive(INBOX, { from: 'a@b.c', subject, timestamp });
	}
	expect(subjects(await pages('limit=1'))).toEqual([['c'], ['b'], ['a']]);
});

test('what is created or deleted between two pages neither repeats nor hides another', async () => {
	await receive(4);
	const { body: first } = await api<Page>('GET', `${MESSAGES}?limit=2`);
	await sandbox.receive(INBOX, { from: 'a@b.c', subject: 'new' });
	await api('DELETE', inboxPath(INBOX, first.messages[1]?.message_id ?? ''));
	const { body: second } = await api<Page>(
		'GET',
		`${MESSAGES}?limit=2&page_token=${encodeURIComponent(first.next_page_token ?? '')}`,
	);
	expect(subjects([first, second])).toEqual([
		['3', '2'],
		['1', '0'],
	]);
});

test('a deleted last item does not hide others of the same millisecond', async () => {
	const timestamp = '2026-01-01T00:00:00.000Z';
	for (const subject of ['a', 'b']) {
		await sandbox.receive(INBOX, { from: 'a@b.c', subject, timestamp });
	}
	const { body: first } = await api<Page>('GET', `${MESSAGES}?limit=1`);
	await api('DELETE', inboxPath(INBOX, first.messages[0]?.message_id ?? ''));
	const token = encodeURIComponent(first.next_page_token ?? '');
	const { body: second } = await api<Page>('GET', `${MESSAGES}?limit=1&page_token=${token}`);
	expect(subjects([first, second])).toEqual([['b'], ['a']]);
});

describe('a page token', () => {
	test.each([
		['that is invented', () => 'abc'],
		['that is changed', (token: string) => `x${token}`],
		['that is empty', () => ''],
	])('%s is a 400', async (_case, change) => {
		await receive(2);
		const { body } = await api<Page>('GET', `${MESSAGES}?limit=1`);
		const token = encodeURIComponent(change(body.next_page_token ?? ''));
		const answer = await api('GET', `${MESSAGES}?limit=1&page_token=${token}`);
		expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, ['page_token']]);
	});

	test('of another list, or of other filters, is a 400', async () => {
		await receive(2);
		const { body } = await api<Page>('GET', `${MESSAGES}?limit=1`);
		const token = `page_token=${encodeURIComponent(body.next_page_token ?? '')}`;
		expect((await api('GET', `/threads?limit=1&${token}`)).status).toBe(400);
		expect((await api('GET', `${MESSAGES}?limit=1&ascending=true&${token}`)).status).toBe(400);
		expect((await api('GET', `${MESSAGES}?limit=2&${token}`)).status).toBe(200);
	});
});

test('a fault can answer an empty page that has a token, and paging goes on', async () => {
	await receive(3);
	const { body: first } = await api<Page>('GET', `${MESSAGES}?limit=2`);
	sandbox.fault({ times: 1, action: 'emptyPage' });
	const found = await pages('limit=2');
	expect(subjects(found)).toEqual([[], ['2', '1'], ['0']]);
	sandbox.fault({ times: 1, action: 'emptyPage' });
	const token = encodeURIComponent(first.next_page_token ?? '');
	const { body: empty } = await api<Page>('GET', `${MESSAGES}?limit=2&page_token=${token}`);
	expect(empty).toEqual({
		count: 0,
		limit: 2,
		next_page_token: first.next_page_token,
		messages: [],
	});
});

test('searches and substring filters cap the limit at 100, plain lists do not', async () => {
	const status = async (query: string) => (await api('GET', `${MESSAGES}${query}`)).status;
	expect(await status('?limit=101')).toBe(200);
	expect(await status('?limit=101&subject=%5B%22a%22%5D')).toBe(400);
	expect(await status('/search?q=a&limit=101')).toBe(400);
	expect(await status('/search?q=a&limit=100')).toBe(200);
});

test('a thread is paged from its newest messages, each page in ascending order', async () => {
	await receive(1);
	const [root] = sandbox.store.messages.values();
	for (let i = 1; i < 4; i += 1) {
		await sandbox.receive(INBOX, {
			from: 'a@b.c',
			subject: String(i),
			in_reply_to: root?.message_id ?? '',
			timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString(),
		});
	}
	const { body: first } = await api<Page>('GET', `/threads/${root?.thread_id}?limit=3`);
	const token = encodeURIComponent(first.next_page_token ?? '');
	const { body: second } = await api<Page>(
		'GET',
		`/threads/${root?.thread_id}?limit=3&page_token=${token}`,
	);
	expect(subjects([first, second])).toEqual([['1', '2', '3'], ['0']]);
	expect(second.next_page_token).toBeUndefined();
});

test('the list of API keys answers no limit', async () => {
	const { body } = await api<object>('GET', '/api-keys?limit=5');
	expect(body).toMatchObject({ count: 1 });
	expect(body).not.toHaveProperty('limit');
});
