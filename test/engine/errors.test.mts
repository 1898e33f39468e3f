import { describe, expect, test } from '@jest/globals';

import { byId, credentialFor, INBOX, useSandbox, useServers } from './fixture.mjs';

const at = useSandbox();
const serve = useServers();
const inboxId = byId(INBOX);
const getMissing = {
	resource: 'message',
	operation: 'get',
	inboxId,
	messageId: byId('<gone@example.com>'),
};

/** The error a run ends with. */
async function failure(parameters: object, items?: object[]) {
	return await at.engine.action(parameters, items).then(
		() => {
			throw new Error('the run succeeded');
		},
		(error: Error & { description?: string; context?: { itemIndex?: number } }) => error,
	);
}

describe('when something goes wrong', () => {
	test("the API's sentence is the message, its advice the description, and the item is named", async () => {
		const { message_id } = await at.sandbox.receive(INBOX, {
			from: 'a@example.com',
			subject: 'x',
			text: 'x',
		});
		const error = await failure({ ...getMissing, messageId: byId('={{ $json.id }}') }, [
			{ id: message_id },
			{ id: '<gone@example.com>' },
		]);
		const { message } = (await notFound()) as { message: string };
		expect(error.message).toBe(message);
		// AgentMail says `GET /v0/auth/me`.
		expect(error.description).toContain(
			'Check the id and that the API key reaches it; Organization: Get Identity tells what the key is bound to.',
		);
		expect(error.context?.itemIndex).toBe(1);
	});

	test('with "continue on fail" only the item that failed says so, in its place', async () => {
		const { message_id } = await at.sandbox.receive(INBOX, {
			from: 'a@example.com',
			subject: 'x',
			text: 'x',
		});
		const output = await at.engine.action(
			{ ...getMissing, messageId: byId('={{ $json.id }}') },
			[{ id: message_id }, { id: '<gone@example.com>' }, { id: message_id }],
			{ onError: 'continueRegularOutput' },
		);
		expect(output.map(({ json }) => ('error' in json ? 'error' : json.message_id))).toEqual([
			message_id,
			'error',
			message_id,
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		// n8n moves an item to the error output only if it has no other keys.
		expect(Object.keys(output[1]!.json).sort()).toEqual(['details', 'error']);
	});

	test('a choice of output that cannot be read is the failure of its item alone', async () => {
		const { message_id } = await at.sandbox.receive(INBOX, {
			from: 'a@b.io',
			subject: 'x',
			text: 'x',
		});
		const simplify = "={{ $json.ok ? true : $('Nowhere').first().json.simplify }}";
		const get = { ...getMissing, messageId: byId(message_id), simplify };
		const onError = 'continueRegularOutput' as const;
		const output = await at.engine.action(get, [{ ok: true }, {}, { ok: true }], { onError });
		expect(output.map(({ json }) => json.error ?? json.message_id)).toEqual([
			message_id,
			"Referenced node doesn't exist",
			message_id,
		]);
		expect((await failure(get, [{ ok: true }, {}])).context?.itemIndex).toBe(1);
	});

	test.each([
		['401', undefined],
		['the bare 403 of the gateway', { status: 403, body: { message: 'Forbidden' } }],
	])('a wrong key (%s) is one sentence that says what to check', async (_what, answer) => {
		at.engine.useCredential(credentialFor(at.sandbox, 'am_us_wrong'));
		if (answer) at.sandbox.fault({ match: {}, action: answer });
		const { message } = await failure(getMissing);
		expect(message).toBe(
			`AgentMail (${at.sandbox.url}) did not accept the API key. Check in the AgentMail console that the key exists, and that you copied all of it.`,
		);
	});

	test('an answer that is not JSON is still a sentence', async () => {
		at.sandbox.fault({ match: {}, action: { status: 418, body: '<html>teapot</html>' } });
		expect((await failure(getMissing)).message).toBe(
			'AgentMail did not accept the request (HTTP 418).',
		);
	});

	test('an empty answer is fine where none is needed', async () => {
		const { inbox_id } = at.sandbox.createInbox({ username: 'old' });
		const output = await at.engine.action({
			resource: 'inbox',
			operation: 'delete',
			inboxId: byId(inbox_id),
		});
		expect(output.map(({ json }) => json)).toEqual([{ deleted: true, inbox_id }]);
		expect(at.sandbox.store.inboxes.has(inbox_id)).toBe(false);
	});

	test('a change that is answered with nothing gives an item that is an object', async () => {
		at.sandbox.fault({ match: { method: 'PATCH' }, action: { status: 204 } });
		const messageId = byId('<a@b.io>');
		const mark = { resource: 'message', operation: 'markAsRead', inboxId, messageId };
		expect((await at.engine.action(mark)).map(({ json }) => json)).toEqual([{}]);
	});

	test('a delete whose answer got lost is a success', async () => {
		const { inbox_id } = at.sandbox.createInbox({ username: 'old' });
		at.sandbox.fault({ match: { method: 'DELETE' }, times: 1, action: 'lostAnswer' });
		const [item] = await at.engine.action({
			resource: 'inbox',
			operation: 'delete',
			inboxId: byId(inbox_id),
		});
		expect(item!.json.deleted).toBe(true);
	});

	test('a delete that was turned away has deleted nothing', async () => {
		const turnedAway = { status: 429, headers: { 'retry-after': '0' }, body: {} };
		at.sandbox.fault({ match: { method: 'DELETE' }, times: 1, action: turnedAway });
		const gone = { resource: 'draft', operation: 'delete', inboxId, draftId: byId('gone') };
		expect((await failure(gone)).message).toMatch(/not found/i);
	});

	test('a server that is not there is named', async () => {
		at.engine.useCredential({ ...credentialFor(at.sandbox), baseUrl: 'http://127.0.0.1:1' });
		const { message, description } = await failure(getMissing);
		expect(message).toContain('Could not reach http://127.0.0.1:1');
		expect(description).toContain('Tried 4 times.');
	}, 15_000);

	test('a redirect is not followed, so the key stays with its server', async () => {
		const seen: unknown[] = [];
		const thief = await serve(({ headers }, response) => {
			seen.push(headers.authorization);
			response.end('{}');
		});
		const location = `${thief}/`;
		at.sandbox.fault({ match: {}, action: { status: 302, headers: { location }, body: '' } });
		expect((await failure(getMissing)).message).toBe(
			'AgentMail did not accept the request (HTTP 302).',
		);
		expect(seen).toEqual([]);
	});

	describe('a web page in the place of an answer, as from a login page or a wrong Base URL', () => {
		const page = {
			status: 200,
			headers: { 'content-type': 'text/html; charset=utf-8' },
			body: '<!doctype html><title>Sign in</title>',
		};
		const SENTENCE =
			"The response didn't come from AgentMail: it was a web page. Check the Base URL in the AgentMail credential, and whether a login page or proxy sits in front of it.";

		test('is no empty list', async () => {
			at.sandbox.fault({ match: {}, action: page });
			const error = await failure({ resource: 'inbox', operation: 'getAll', returnAll: true });
			expect(error.message).toBe(SENTENCE);
			expect(error.description ?? '').not.toContain('Check before you run this again');
		});

		test('is no sent mail, and may stand for one', async () => {
			at.sandbox.fault({ match: {}, action: page });
			const send = { resource: 'message', operation: 'send', inboxId, to: 'a@b.io', text: 'Hi' };
			const error = await failure(send);
			expect(error.message).toBe(SENTENCE);
			expect(error.description).toContain('Check before you run this again');
		});
	});

	test('the key is in no error', async () => {
		at.sandbox.fault({
			match: {},
			action: { status: 403, body: { code: 'forbidden', message: 'No.' } },
		});
		const error = await failure(getMissing);
		expect(
			JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause }),
		).not.toContain(at.sandbox.apiKey);
	});

	test.each([
		[
			'an inbox that an expression does not find',
			{ ...getMissing, inboxId: byId('={{ $json.nope }}') },
			'Inbox is empty, and the incoming item has no inbox_id. Choose one from the list',
		],
		[
			'an expression that finds nothing',
			{ ...getMissing, messageId: byId('={{ $json.nope }}') },
			'Message is empty, and the incoming item has no message_id.',
		],
		[
			'a webhook for more inboxes than AgentMail takes',
			{
				resource: 'webhook',
				operation: 'create',
				url: 'https://example.com/hook',
				events: ['message.received'],
				options: { inboxIds: Array.from({ length: 11 }, (_, index) => `${index}@example.com`) },
			},
			'A webhook takes at most 10 inboxes, and 11 are chosen.',
		],
		['two dots as an id', { ...getMissing, inboxId: byId('..') }, '".." is not an ID.'],
	])('%s is a sentence', async (_what, parameters, sentence) => {
		expect((await failure(parameters)).message).toContain(sentence);
	});
});

/** What the API says about a message that is not there. */
async function notFound(): Promise<unknown> {
	const response = await fetch(
		`${at.sandbox.url}/v0/inboxes/${INBOX}/messages/${encodeURIComponent('<gone@example.com>')}`,
		{
			headers: { authorization: `Bearer ${at.sandbox.apiKey}` },
		},
	);
	return await response.json();
}
