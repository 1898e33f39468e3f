import { afterEach, describe, expect, jest, test } from '@jest/globals';

import { byId, credentialFor, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const send = {
	resource: 'message',
	operation: 'send',
	inboxId: byId(INBOX),
	to: 'jane@example.com',
	text: 'Hello',
};

const call = async (parameters: object = send) => {
	const [item] = await at.engine.callOfNativeAgent(parameters);
	return item!;
};
const refusal = async (parameters: object = send) =>
	await call(parameters).then(
		() => '',
		(error: Error) => error.message,
	);
const mails = () => [...at.sandbox.store.messages.values()].length;

/** All six tries of a request get lost: the first only on its way back. */
function loseAnswers(path = /send$/) {
	at.sandbox.fault({ match: { path }, times: 1, action: 'lostAnswer' });
	at.sandbox.fault({ match: { path }, times: 5, action: 'reset' });
}

describe('a call of a native Agent whose answer was lost', () => {
	afterEach(() => void jest.restoreAllMocks());

	test('mails once, when the model makes the call again', async () => {
		loseAnswers();
		expect(await refusal()).toMatch(/may have processed it anyway/);
		expect((await call()).json).toHaveProperty('message_id');
		expect(mails()).toBe(1);
	});

	test('makes one inbox', async () => {
		const create = { resource: 'inbox', operation: 'create', displayName: 'Jane' };
		const before = at.sandbox.store.inboxes.size;
		loseAnswers(/inboxes$/);
		await refusal(create);
		await call(create);
		expect(at.sandbox.store.inboxes.size).toBe(before + 1);
	});

	test('makes one draft', async () => {
		const create = { resource: 'draft', operation: 'create', inboxId: byId(INBOX), subject: 'A' };
		loseAnswers(/drafts$/);
		await refusal(create);
		await call(create);
		expect(at.sandbox.store.drafts.size).toBe(1);
	});

	test('mails something else in between', async () => {
		loseAnswers();
		await refusal();
		await call({ ...send, text: 'Another' });
		await call();
		expect(mails()).toBe(2);
	});

	test('mails for another API key, which knows nothing of it', async () => {
		loseAnswers();
		await refusal();
		at.engine.useCredential(credentialFor(at.sandbox, at.sandbox.createKey({})));
		await call();
		expect(mails()).toBe(2);
	});

	test('is forgotten after ten minutes', async () => {
		loseAnswers();
		await refusal();
		const now = Date.now();
		jest.spyOn(Date, 'now').mockReturnValue(now + 10 * 60_000 + 1);
		await call();
		expect(mails()).toBe(2);
	});

	test.each([
		['a connection that broke', 'reset' as const],
		[
			'words of AgentMail that hold one',
			{ status: 500, body: { message: 'upstream: econnreset, ETIMEDOUT' } },
		],
	])('reads nothing that n8n takes for a network code and rewords: %s', async (_what, action) => {
		at.sandbox.fault({ match: { path: /send$/ }, times: 6, action });
		const message = await refusal();
		expect(message).toMatch(/may have processed it anyway\. Check before you run this again/);
		expect(message).not.toMatch(NETWORK_CODES);
	});
});

/** (n8n-workflow 2.41: COMMON_ERRORS, looked for in capitals anywhere in a message) */
const NETWORK_CODES =
	/ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|ERRADDRINUSE|EADDRNOTAVAIL|ECONNABORTED|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO/i;

test('two equal calls that were both answered are two mails', async () => {
	await call();
	await call();
	expect(mails()).toBe(2);
});
