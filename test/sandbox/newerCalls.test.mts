import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { problemsOfAnswer } from '../newerApi.mjs';
import { apiOf, inboxPath } from './api.mjs';
import { INBOX } from './webhookFixture.mjs';

/** What AgentMail's API has since SDK 0.5.27; Agent Armor has a file of its own. */

let sandbox: Sandbox;
beforeEach(async () => {
	sandbox = await startSandbox();
});
afterEach(async () => await sandbox.close());

/** An answer, which must be as the fragment describes it. */
async function call<Body>(method: string, path: string, body?: object, key?: string) {
	const answer = await apiOf(sandbox)<Body>(method, path, { body, key });
	const asked = { method, path: `/v0${path.split('?')[0]}` };
	expect(problemsOfAnswer(asked, answer.status, answer.body)).toEqual([]);
	return answer;
}

describe('rates', () => {
	interface Rates {
		bounce?: Array<{ rate: number | null; sent: number }>;
		complaint?: Array<{ rate: number | null; sent: number }>;
	}
	const rates = async (query = '', level = '') =>
		(await call<Rates>('GET', `${level}/metrics/rates${query}`)).body;

	test('come from what happened, by recipient', async () => {
		const to = ['a@example.com', 'b@example.com', 'bounce@example.com', 'complaint@example.com'];
		const body = { to, text: 'Hi' };
		await apiOf(sandbox)('POST', `${inboxPath(INBOX)}/messages/send`, { body });
		await sandbox.idle();
		for (const level of ['', `/pods/${sandbox.store.defaultPod.pod_id}`, inboxPath(INBOX)]) {
			const { bounce, complaint } = await rates('', level);
			expect(bounce?.at(-1)).toMatchObject({ rate: 0.25, sent: 4 });
			expect(complaint?.at(-1)).toMatchObject({ rate: 0.25, sent: 4 });
			expect(bounce?.[0]).toMatchObject({ rate: null, sent: 0 });
		}
		expect(Object.keys(await rates(`?rate_types=${encodeURIComponent('["bounce"]')}`))).toEqual([
			'bounce',
		]);
	});

	test.each(['?period=30', '?period=60&window=90', '?period=60', '?rate_types=["open"]'])(
		'%s is refused',
		async (query) => {
			expect((await call('GET', `/metrics/rates${encodeURI(query)}`)).status).toBe(400);
		},
	);
});

describe('a paused inbox', () => {
	test('sends nothing and receives nothing until it is active again', async () => {
		const { body } = await call<{ status?: string }>('PATCH', inboxPath(INBOX), {
			status: 'paused',
		});
		expect(body.status).toBe('paused');
		const send = async () =>
			await apiOf(sandbox)('POST', `${inboxPath(INBOX)}/messages/send`, {
				body: { to: 'a@example.com', text: 'Hi' },
			});
		expect(await send()).toMatchObject({ status: 403, body: { code: 'inbox_paused' } });
		await expect(sandbox.receive(INBOX, { from: 'a@b.co' })).rejects.toThrow('paused');
		expect(sandbox.store.messages.size).toBe(0);
		const { body: active } = await call('PATCH', inboxPath(INBOX), { status: 'active' });
		expect(active).not.toHaveProperty('status');
		expect(await send()).toMatchObject({ status: 200 });
	});

	test('can be made so', async () => {
		const body = { username: 'later', status: 'paused' };
		expect((await call('POST', '/inboxes', body)).body).toMatchObject({ status: 'paused' });
		expect((await call('PATCH', inboxPath(INBOX), { status: 'off' })).status).toBe(400);
	});
});

describe('an API key that expires', () => {
	const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString();
	const create = async (body: object, key?: string) =>
		await call<{ api_key: string; expires_at?: string }>('POST', '/api-keys', body, key);

	test('says when, and cannot make one that lives longer', async () => {
		const { body } = await create({ expires_at: IN_AN_HOUR });
		expect(body.expires_at).toBe(IN_AN_HOUR);
		const later = new Date(Date.now() + 7_200_000).toISOString();
		expect((await create({ expires_at: later }, body.api_key)).status).toBe(403);
		expect((await create({ expires_at: '2020-01-01T00:00:00Z' })).status).toBe(400);
	});

	test('opens nothing afterwards', async () => {
		const { body } = await create({ expires_at: IN_AN_HOUR });
		const key = [...sandbox.store.keys.values()].find(({ api_key }) => api_key === body.api_key);
		key!.expires_at = new Date(Date.now() - 1000).toISOString();
		const answer = await apiOf(sandbox)('GET', '/inboxes', { key: body.api_key });
		expect(answer.status).toBe(401);
	});

	test('takes no permission that is gone', async () => {
		const permissions = { provider_connect: true };
		expect((await create({ permissions })).status).toBe(400);
	});
});

describe('the text of an attachment', () => {
	const PDF = '%PDF-1.4\nBT (Invoice 1042) Tj T* (Total: \\(net\\) 99.50) Tj ET\n%%EOF';
	const receive = async (content_type: string, content: string) => {
		const attachments = [{ filename: 'f', content_type, content: Buffer.from(content) }];
		const message = await sandbox.receive(INBOX, { from: 'a@b.co', attachments });
		const id = message.attachments![0]!.attachment_id;
		return `${inboxPath(INBOX, message.message_id)}/attachments/${id}`;
	};
	const textUrl = async (path: string) =>
		(await call<{ text_url?: string }>('GET', path)).body.text_url;

	test.each([
		['text/plain', 'Hello', 'Hello'],
		['application/pdf', PDF, 'Invoice 1042\nTotal: (net) 99.50'],
	])('of %s is at a link that needs no key', async (type, content, text) => {
		const url = await textUrl(await receive(type, content));
		const answer = await fetch(url!);
		expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
		expect(await answer.text()).toBe(text);
	});

	test('is not there for a picture, and not at once', async () => {
		expect(await textUrl(await receive('image/png', 'x'))).toBeUndefined();
		sandbox.settings.attachmentTextMs = 20;
		const path = await receive('text/plain', 'Hello');
		expect(await textUrl(path)).toBeUndefined();
		let url: string | undefined;
		while (url === undefined) url = await textUrl(path);
		expect(await (await fetch(url)).text()).toBe('Hello');
	});
});
