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

/** Sends by the API and gives back the stored message. */
async function send(path: string, body: object): Promise<Message> {
	const answer = await api<{ message_id: string }>('POST', path, { body });
	expect(answer.status).toBe(200);
	const message = sandbox.store.message(INBOX, answer.body.message_id);
	if (!message) throw new Error('The message was not stored');
	return message;
}

const answerTo = (message: Message, how: string, body: object = {}) =>
	send(`${inboxPath(INBOX, message.message_id)}/${how}`, body);

test('a display name with special characters is quoted, so that it stays one address', async () => {
	const inbox = sandbox.createInbox({ username: 'acme', display_name: 'Acme, "The" Inc.' });
	await api('POST', `${inboxPath(inbox.inbox_id)}/messages/send`, { body: { to: INBOX } });
	await sandbox.idle();
	const [copy] = sandbox.store.messagesIn(INBOX);
	expect(copy?.from).toBe('"Acme, \\"The\\" Inc." <acme@agentmail.to>');
	if (copy) expect((await answerTo(copy, 'reply')).to).toEqual([copy.from]);
});

describe('a reply', () => {
	test('goes to Reply-To, else to From, in the thread of its original', async () => {
		const plain = await sandbox.receive(INBOX, { from: 'Jane <jane@example.com>', subject: 'Hi' });
		const redirected = await sandbox.receive(INBOX, {
			from: 'jane@example.com',
			reply_to: 'desk@example.com',
		});
		const first = await answerTo(plain, 'reply', { text: 'Hello' });
		expect(first.to).toEqual(['Jane <jane@example.com>']);
		expect(first.thread_id).toBe(plain.thread_id);
		expect((await answerTo(redirected, 'reply')).to).toEqual(['desk@example.com']);
	});

	test.each([
		['Hi', 'Re: Hi'],
		['Re: Hi', 'Re: Hi'],
		['RE: Hi', 'RE: Hi'],
		['Reply', 'Re: Reply'],
	])('to "%s" has the subject "%s"', async (subject, expected) => {
		const original = await sandbox.receive(INBOX, { from: 'a@b.c', subject });
		expect((await answerTo(original, 'reply')).subject).toBe(expected);
	});

	test('continues the chain of references', async () => {
		const original = await sandbox.receive(INBOX, {
			from: 'a@b.c',
			in_reply_to: '<two@x>',
			references: ['<one@x>', '<two@x>'],
		});
		const reply = await answerTo(original, 'reply');
		expect(reply.in_reply_to).toBe(original.message_id);
		expect(reply.references).toEqual(['<one@x>', '<two@x>', original.message_id]);
	});

	test('to an own mail goes to whom that went', async () => {
		const own = await send(`${inboxPath(INBOX)}/messages/send`, { to: 'jane@example.com' });
		expect((await answerTo(own, 'reply')).to).toEqual(['jane@example.com']);
	});

	test('can be sent to others, but not together with reply_all', async () => {
		const original = await sandbox.receive(INBOX, { from: 'a@b.c' });
		expect((await answerTo(original, 'reply', { to: ['x@y.z'] })).to).toEqual(['x@y.z']);
		const path = `${inboxPath(INBOX, original.message_id)}/reply`;
		const both = await api('POST', path, { body: { reply_all: true, cc: 'x@y.z' } });
		expect(both.status).toBe(400);
	});

	test.each([
		['reply-all', {}],
		['reply', { reply_all: true }],
	])('by %s %j addresses everyone but the inbox itself, nobody twice', async (how, body) => {
		const original = await sandbox.receive(INBOX, {
			from: 'Jane <jane@example.com>',
			to: [`Support <${INBOX}>`, 'bob@example.com'],
			cc: ['Eve <eve@example.com>', 'BOB@example.com', 'jane@example.com'],
		});
		const { to, cc } = await answerTo(original, how, body);
		expect(to).toEqual(['Jane <jane@example.com>']);
		expect(cc).toEqual(['bob@example.com', 'Eve <eve@example.com>']);
	});
});

test('a forward carries subject and text along, in the thread', async () => {
	const original = await sandbox.receive(INBOX, {
		from: 'jane@example.com',
		subject: 'Hi',
		text: 'The original.',
	});
	const forwarded = await answerTo(original, 'forward', { to: 'boss@example.com', text: 'FYI' });
	expect(forwarded.subject).toBe('Fwd: Hi');
	expect(forwarded.text).toMatch(/^FYI\n[^]*jane@example\.com[^]*The original\.$/);
	expect(forwarded.thread_id).toBe(original.thread_id);
});

describe('a thread', () => {
	test.each<[string, boolean, (first: Message) => object]>([
		['In-Reply-To', true, ({ message_id }) => ({ in_reply_to: message_id })],
		[
			'References',
			true,
			({ message_id }) => ({ references: [message_id, '<unknown@x>'], in_reply_to: '<unknown@x>' }),
		],
		['the same subject', false, () => ({ subject: 'Re: Hi' })],
	])('grows by %s: %s', async (_case, joins, fields) => {
		const first = await sandbox.receive(INBOX, { from: 'a@b.c', subject: 'Hi' });
		const second = await sandbox.receive(INBOX, { from: 'd@e.f', ...fields(first) });
		expect(second.thread_id === first.thread_id).toBe(joins);
	});

	test('sums up its messages', async () => {
		const first = await sandbox.receive(INBOX, {
			from: 'jane@example.com',
			subject: 'Hi',
			text: 'One',
		});
		const reply = await answerTo(first, 'reply', { text: 'Two', labels: ['answered'] });
		expect(sandbox.store.threads.get(first.thread_id)).toMatchObject({
			labels: ['received', 'unread', 'sent', 'answered'],
			senders: ['jane@example.com', `Support Agent <${INBOX}>`],
			recipients: [INBOX, 'jane@example.com'],
			subject: 'Hi',
			preview: 'Two',
			last_message_id: reply.message_id,
			message_count: 2,
			timestamp: reply.timestamp,
			received_timestamp: first.timestamp,
			sent_timestamp: reply.timestamp,
		});
	});

	test('is one for each inbox that takes part', async () => {
		sandbox.createInbox({ username: 'bea' });
		const sent = await send(`${inboxPath(INBOX)}/messages/send`, { to: 'bea@agentmail.to' });
		await sandbox.idle();
		const copy = sandbox.store.message('bea@agentmail.to', sent.message_id);
		expect(copy?.thread_id).not.toBe(sent.thread_id);
		await api('POST', `${inboxPath('bea@agentmail.to', sent.message_id)}/reply`, {
			body: { text: 'x' },
		});
		await sandbox.idle();
		expect(sandbox.store.threads.get(sent.thread_id)?.message_count).toBe(2);
		expect(sandbox.store.threads.get(copy?.thread_id ?? '')?.message_count).toBe(2);
	});

	test('refuses system labels, lets removing win, and is deleted with its messages', async () => {
		const { thread_id } = await sandbox.receive(INBOX, { from: 'a@b.c' });
		const patch = (body: object) => api<object>('PATCH', `/threads/${thread_id}`, { body });
		expect((await patch({ add_labels: ['sent'] })).status).toBe(400);
		expect((await patch({ add_labels: 'vip' })).status).toBe(400);
		const changed = await patch({ add_labels: ['a', 'b'], remove_labels: ['b', 'unread'] });
		expect(changed.body).toEqual({ thread_id, labels: ['received', 'a'] });
		expect((await api('DELETE', `/threads/${thread_id}`)).status).toBe(204);
		expect(sandbox.store.messages.size).toBe(0);
		expect((await api('GET', `/threads/${thread_id}`)).status).toBe(404);
	});

	test('of 100 messages cannot be relabelled, of 99 it can', async () => {
		const first = await sandbox.receive(INBOX, { from: 'a@b.c' });
		const more = { from: 'a@b.c', in_reply_to: first.message_id };
		for (let i = 0; i < 98; i += 1) await sandbox.receive(INBOX, more);
		const patch = () =>
			api('PATCH', `/threads/${first.thread_id}`, { body: { add_labels: ['vip'] } });
		expect((await patch()).status).toBe(200);
		await sandbox.receive(INBOX, more);
		expect((await patch()).status).toBe(422);
	});
});

test('an inbox that writes to itself has one mail, sent and received', async () => {
	const sent = await send(`${inboxPath(INBOX)}/messages/send`, { to: INBOX });
	await sandbox.idle();
	expect(sandbox.store.messages.size).toBe(1);
	expect(sandbox.store.message(INBOX, sent.message_id)?.labels).toEqual([
		'sent',
		'received',
		'unread',
	]);
});
