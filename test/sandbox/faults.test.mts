import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const SEND = `${inboxPath('support@agentmail.to')}/messages/send`;
const body = { to: 'jane@example.com' };

let sandbox: Sandbox;
let api: Call;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
});
afterEach(async () => await sandbox.close());

test('a status is answered instead, as often as asked, with body and headers', async () => {
	const error = { name: 'RateLimitError', code: 'rate_limit_exceeded', message: 'Slow down.' };
	sandbox.fault({
		times: 1,
		action: { status: 429, body: error, headers: { 'retry-after': '7' } },
	});
	const first = await fetch(`${sandbox.url}/v0/auth/me`);
	expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
	expect(await first.json()).toEqual(error);
	expect((await api('GET', '/auth/me')).status).toBe(200);
	expect(sandbox.requests.map(({ status }) => status)).toEqual([429, 200]);
});

describe('a rule fires only for what it matches', () => {
	test.each([
		[{ method: 'POST' }, [503, 200]],
		[{ method: 'post', path: '/v0/inboxes/support@agentmail.to/' }, [503, 200]],
		[{ path: '/v0/inboxes/support%40agentmail.to/' }, [503, 200]],
		[{ path: '/messages' }, [200, 200]],
		[{ path: /\/messages\/send$/ }, [503, 200]],
		[{ path: '^/v0/auth' }, [200, 503]],
		[undefined, [503, 503]],
	])('%j', async (match, expected) => {
		sandbox.fault({ ...(match && { match }), action: { status: 503 } });
		const statuses = [
			(await api('POST', SEND, { body })).status,
			(await api('GET', '/auth/me')).status,
		];
		expect(statuses).toEqual(expected);
	});
});

test('a rule ends when it is removed or all are cleared', async () => {
	const remove = sandbox.fault({ action: { status: 500 } });
	expect((await api('GET', '/auth/me')).status).toBe(500);
	remove();
	expect((await api('GET', '/auth/me')).status).toBe(200);
	sandbox.fault({ action: { status: 500 } });
	sandbox.clearFaults();
	expect((await api('GET', '/auth/me')).status).toBe(200);
});

test('a probability fires sometimes, and the same way after a reset', async () => {
	const run = async () => {
		sandbox.fault({ probability: 0.5, action: { status: 500 } });
		const statuses: number[] = [];
		for (let i = 0; i < 20; i += 1) statuses.push((await api('GET', '/auth/me')).status);
		sandbox.reset();
		return statuses;
	};
	const first = await run();
	expect(new Set(first)).toEqual(new Set([200, 500]));
	expect(await run()).toEqual(first);
});

test('reset destroys the socket and carries nothing out', async () => {
	sandbox.fault({ times: 1, action: 'reset' });
	await expect(api('POST', SEND, { body })).rejects.toThrow();
	expect(sandbox.store.messages.size).toBe(0);
	expect(sandbox.requests.map(({ status }) => status)).toEqual([0]);
});

test('lostAnswer carries the request out before the socket is destroyed', async () => {
	const headers = { 'Idempotency-Key': 'k1' };
	sandbox.fault({ times: 1, action: 'lostAnswer' });
	await expect(api('POST', SEND, { body, headers })).rejects.toThrow();
	const [sent] = [...sandbox.store.messages.values()];
	const again = await api<object>('POST', SEND, { body, headers });
	expect(again).toMatchObject({ status: 200, body: { message_id: sent?.message_id } });
	expect(sandbox.store.messages.size).toBe(1);
	expect(sandbox.requests.map(({ status }) => status)).toEqual([200, 200]);
});

test('delayMs holds the answer back for a while', async () => {
	sandbox.fault({ times: 1, action: { delayMs: 20 } });
	expect((await api('GET', '/auth/me')).status).toBe(200);
});

test('what is held back ends with a reset, and is not carried out', async () => {
	sandbox.fault({ times: 1, action: { delayMs: 3_600_000 } });
	const held = api('POST', SEND, { body });
	let isHeld = true;
	void held.then(() => (isHeld = false));
	await waitUntil('the request', async () => sandbox.requests[0]?.body);
	expect((await api('GET', '/auth/me')).status).toBe(200);
	expect(isHeld).toBe(true);
	sandbox.reset();
	expect((await held).status).toBe(503);
	expect(sandbox.store.messages.size).toBe(0);
});
