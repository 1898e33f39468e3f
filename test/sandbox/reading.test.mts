import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Message, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

describe('reading', () => {
	test('extracted_text is the text without what it quotes', async () => {
		const text =
			'Thanks.\n\nOn Tue, Feb 3, 2026 at 9:00 AM Support <s@x.io> wrote:\n> Here it is.\n';
		const html = '<p>Thanks.</p><div class="gmail_quote">On … <blockquote>Here</blockquote></div>';
		const message = await sandbox.receive(INBOX, { from: 'a@b.c', text, html });
		expect(message).toMatchObject({
			text,
			html,
			preview: 'Thanks.',
			extracted_text: 'Thanks.',
			extracted_html: '<p>Thanks.</p>',
		});
	});

	test('mail of HTML alone has neither text nor preview', async () => {
		const message = await sandbox.receive(INBOX, { from: 'a@b.c', html: '<p>Hi</p>' });
		for (const name of ['text', 'preview', 'extracted_text']) {
			expect(message).not.toHaveProperty(name);
		}
	});

	test('lists, searches and batch-get answer no bodies, the single message does', async () => {
		const { message_id } = await sandbox.receive(INBOX, { from: 'a@b.c', text: 'Needle here' });
		const path = `${inboxPath(INBOX)}/messages`;
		const list = await api<object>('GET', path);
		const search = await api<object>('GET', `${path}/search?q=needle`);
		const body = { message_ids: [message_id] };
		const batch = await api<object>('POST', `${path}/batch-get`, { body });
		for (const answer of [list, search, batch]) {
			expect(answer.body).toMatchObject({ count: 1 });
			expect(JSON.stringify(answer.body)).not.toMatch(/"(text|extracted_text)":"/);
		}
		const single = await api<object>('GET', inboxPath(INBOX, message_id));
		expect(single.body).toMatchObject({ text: 'Needle here' });
	});

	const found = async (query: string) => {
		const { body } = await api<{ messages: { subject?: string }[] }>(
			'GET',
			`${inboxPath(INBOX)}/messages${query}`,
		);
		return body.messages.map(({ subject }) => subject);
	};
	const json = (...values: string[]) => encodeURIComponent(JSON.stringify(values));

	test.each([
		['nothing', '', ['spec', 'Invoice 2', 'Invoice 1']],
		['one label', `?labels=${json('vip')}`, ['Invoice 2', 'Invoice 1']],
		['two labels', `?labels=${json('vip', 'paid')}`, ['Invoice 2']],
		['the sender', `?from=${json('JANE')}`, ['Invoice 1']],
		['the recipient in cc', `?to=${json('eve@')}`, ['Invoice 2']],
		['two parts of the subject', `?subject=${json('voice', '2')}`, ['Invoice 2']],
		['before', '?before=2026-01-02T00:00:00.000Z', ['Invoice 1']],
		['after', '?after=2026-01-01T12:00:00Z', ['spec', 'Invoice 2']],
	])('a list is filtered by %s', async (_case, query, expected) => {
		const receive = async (subject: string, day: number, fields: object) =>
			await sandbox.receive(INBOX, {
				from: 'a@b.c',
				subject,
				timestamp: `2026-01-0${day}T00:00:00.000Z`,
				...fields,
			});
		const first = await receive('Invoice 1', 1, { from: 'Jane <jane@example.com>' });
		const second = await receive('Invoice 2', 2, { cc: 'Eve <eve@example.com>' });
		await receive('spec', 3, {});
		const label = (message: Message, ...add_labels: string[]) =>
			api('PATCH', inboxPath(INBOX, message.message_id), { body: { add_labels } });
		await label(first, 'vip');
		await label(second, 'vip', 'paid');
		expect(await found(query)).toEqual(expected);
	});

	test.each(['spam', 'blocked', 'unauthenticated', 'trash'])(
		'%s mail is listed only when asked for, and never found by a search',
		async (label) => {
			const message = await sandbox.receive(INBOX, {
				from: 'a@b.c',
				subject: 'odd',
				[label]: true,
			});
			if (label === 'trash') {
				await api('PATCH', inboxPath(INBOX, message.message_id), { body: { add_labels: 'trash' } });
			}
			expect(await found('')).toEqual([]);
			expect(await found(`?include_${label}=true`)).toEqual(['odd']);
			expect(await found('/search?q=odd')).toEqual([]);
			const { body } = await api<{ count: number }>('GET', '/threads');
			expect(body.count).toBe(0);
		},
	);

	test('a search matches parts of subject and addresses, but whole words of the body', async () => {
		const text = 'The quarterly report';
		await sandbox.receive(INBOX, { from: 'Jane <jane@example.com>', subject: 'Numbers', text });
		expect(await found('/search?q=umber')).toEqual(['Numbers']);
		expect(await found('/search?q=jane%40exam')).toEqual(['Numbers']);
		expect(await found('/search?q=QUARTERLY')).toEqual(['Numbers']);
		expect(await found('/search?q=quarter')).toEqual([]);
		expect(await found('/search?q=uarterly')).toEqual([]);
		const { body } = await api<{ messages: { highlights: object }[] }>(
			'GET',
			`${inboxPath(INBOX)}/messages/search?q=report`,
		);
		expect(body.messages[0]?.highlights).toEqual({ text: ['The quarterly **report**'] });
	});
});

describe('changing labels', () => {
	test('takes a string or a list', async () => {
		const { message_id } = await sandbox.receive(INBOX, { from: 'a@b.c' });
		const body = { add_labels: 'vip', remove_labels: ['unread'] };
		const answer = await api<object>('PATCH', inboxPath(INBOX, message_id), { body });
		expect(answer.body).toEqual({ message_id, labels: ['received', 'vip'] });
		expect((await api('PATCH', inboxPath(INBOX, message_id), { body: {} })).status).toBe(400);
	});

	test('of many skips unknown ids, keeps the order, refuses duplicates and more than 50', async () => {
		const one = await sandbox.receive(INBOX, { from: 'a@b.c' });
		const two = await sandbox.receive(INBOX, { from: 'a@b.c' });
		const update = (message_ids: string[]) =>
			api<{ updates: Message[]; limit: number; count: number }>(
				'POST',
				`${inboxPath(INBOX)}/messages/batch-update`,
				{ body: { message_ids, add_labels: ['vip'] } },
			);
		const { body } = await update([two.message_id, '<unknown@x>', one.message_id]);
		expect(body).toMatchObject({ limit: 3, count: 2 });
		expect(body.updates.map(({ message_id }) => message_id)).toEqual([
			two.message_id,
			one.message_id,
		]);
		expect((await update([one.message_id, one.message_id])).status).toBe(400);
		const ids = (count: number) => Array.from({ length: count }, (_, i) => `<${i}@x>`);
		expect((await update(ids(51))).status).toBe(400);
		expect((await update(ids(50))).status).toBe(200);
	});
});
