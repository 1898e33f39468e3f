import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';
const SEND = `${inboxPath(INBOX)}/messages/send`;

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

describe('a key', () => {
	test.each([
		['unknown', 'Bearer am_us_nobody', 'unknown_api_key'],
		['empty', 'Bearer ', 'unknown_api_key'],
		['of another scheme', 'Basic abc', 'invalid_token_type'],
		['with a lower-case scheme', 'bearer am_us_sandbox_organization_key', 'invalid_token_type'],
	])('that is %s is a 401 that says what to do', async (_case, authorization, code) => {
		const { status, body } = await api('GET', '/auth/me', { headers: { authorization } });
		expect(status).toBe(401);
		expect(body).toEqual({
			name: 'UnauthorizedError',
			code,
			message: expect.stringMatching(/\w+ \w+/),
			fix: expect.stringMatching(/\w+ \w+/),
			docs: `https://docs.agentmail.to/errors#${code}`,
		});
	});

	test('that is missing is a 401', async () => {
		const response = await fetch(`${sandbox.url}/v0/auth/me`);
		expect(response.status).toBe(401);
		expect(await response.json()).toMatchObject({ code: 'missing_authorization' });
	});

	test('that is wrong can be answered as the gateway does, without a code', async () => {
		sandbox.settings.bareForbidden = true;
		const answer = await api('GET', '/auth/me', { key: 'am_us_nobody' });
		expect(answer).toEqual({ status: 403, body: { message: 'Forbidden' } });
	});
});

describe('a body', () => {
	test.each([
		['a wrong type', { to: 'a@b.c', subject: 7 }, ['subject']],
		['a wrong type inside a list', { to: ['a@b.c', 7] }, ['to', 1]],
		['no list where one is needed', { to: 'a@b.c', labels: 'vip' }, ['labels']],
		['an address that is none', { to: ['a@b.c'], cc: ['nobody'] }, ['cc', 0]],
		['two addresses in one entry', { to: 'a@b.c, d@e.f' }, ['to']],
		['a line break in the subject', { to: 'a@b.c', subject: 'a\r\nBcc: x@y.z' }, ['subject']],
		['a line break in a header', { to: 'a@b.c', headers: { 'X-A': 'b\nc' } }, ['headers', 'X-A']],
	])('with %s is a 400 that names the field', async (_case, body, path) => {
		const answer = await api('POST', SEND, { body });
		expect(answer.status).toBe(400);
		expect(answer.body.code).toBe('validation_error');
		expect(answer.body.errors?.map((error) => error.path)).toContainEqual(path);
		expect(sandbox.store.messages.size).toBe(0);
	});

	test('that is no JSON is a 400', async () => {
		const { status, body } = await api('POST', SEND, { body: '{"to":' });
		expect([status, body.code]).toEqual([400, 'validation_error']);
	});

	test('may have properties that the sandbox does not know', async () => {
		const { status } = await api('POST', SEND, { body: { to: 'a@b.c', sparkle: true } });
		expect(status).toBe(200);
	});

	test('of 6 MB is the largest; one byte more is refused by the gateway', async () => {
		const ofBytes = (size: number) => {
			const around = JSON.stringify({ to: 'a@b.c', text: '' }).length;
			return { to: 'a@b.c', text: 'x'.repeat(size - around) };
		};
		const largest = await api('POST', SEND, { body: ofBytes(6_000_000) });
		expect(largest.status).toBe(200);
		const tooLarge = await api('POST', SEND, { body: ofBytes(6_000_001) });
		expect(tooLarge.status).toBe(413);
		expect(tooLarge.body.code).toBeUndefined();
	});
});

describe('recipients', () => {
	const addresses = (count: number) => Array.from({ length: count }, (_, i) => `a${i}@example.com`);

	test.each([
		['none', {}, 422],
		['empty lists', { to: [], cc: [], bcc: [] }, 422],
		['only a bcc', { bcc: 'a@example.com' }, 200],
		['50 over to, cc and bcc', { to: addresses(20), cc: addresses(20), bcc: addresses(10) }, 200],
		['51 over to, cc and bcc', { to: addresses(20), cc: addresses(20), bcc: addresses(11) }, 422],
	])('%s', async (_case, body, status) => {
		expect((await api('POST', SEND, { body })).status).toBe(status);
		expect(sandbox.store.messages.size).toBe(status === 200 ? 1 : 0);
	});
});

describe('a query', () => {
	test.each([
		'labels=vip',
		'labels=a,b',
		'labels=%5B%22a%22%5D&labels=%5B%22b%22%5D',
		'labels=%5B1%5D',
		'limit=0',
		'limit=many',
		'limit=1.5',
		'ascending=yes',
		'before=yesterday',
		'before=1700000000',
		'include_spam=1',
	])('%s is a 400 that names the parameter', async (query) => {
		const { status, body } = await api('GET', `${inboxPath(INBOX)}/messages?${query}`);
		expect([status, body.code]).toEqual([400, 'validation_error']);
		expect(body.errors?.[0]?.path).toEqual([query.split('=')[0]]);
	});
});

test('an empty path parameter is a bare 403 of the gateway', async () => {
	const answer = await api('GET', '/inboxes//messages');
	expect(answer).toEqual({ status: 403, body: { message: 'Forbidden' } });
});

test('every request is recorded as it came, with what was answered', async () => {
	await api('POST', `${SEND}?a=%20b`, { body: '{"to":"a@b.c" }', headers: { 'X-Trace': 't1' } });
	expect(sandbox.requests).toHaveLength(1);
	expect(sandbox.requests[0]).toMatchObject({
		method: 'POST',
		path: '/v0/inboxes/support%40agentmail.to/messages/send',
		query: 'a=%20b',
		body: { to: 'a@b.c' },
		rawBody: Buffer.from('{"to":"a@b.c" }'),
		headers: { 'x-trace': 't1' },
		status: 200,
	});
});
