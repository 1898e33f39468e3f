import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Draft, type Message, type Sandbox } from '../../sandbox/index.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { apiOf, inboxPath, type Call } from './api.mjs';

const INBOX = 'support@agentmail.to';
const DRAFTS = `${inboxPath(INBOX)}/drafts`;

let sandbox: Sandbox;
let api: Call;
let original: Message;

beforeEach(async () => {
	sandbox = await startSandbox();
	api = apiOf(sandbox);
	original = await sandbox.receive(INBOX, {
		from: 'Jane <jane@example.com>',
		to: [INBOX, 'bob@example.com'],
		subject: 'Hi',
		text: 'The original.',
		attachments: [{ filename: 'a.txt', content: 'YWJj' }],
	});
});
afterEach(async () => await sandbox.close());

async function create(body: object): Promise<Draft> {
	const answer = await api<Draft>('POST', DRAFTS, { body });
	expect(answer.status).toBe(200);
	return answer.body;
}

async function send({ draft_id }: Draft, body: object = {}): Promise<Message> {
	const answer = await api<Message>('POST', `${DRAFTS}/${draft_id}/send`, { body });
	expect(answer.status).toBe(200);
	const message = sandbox.store.message(INBOX, answer.body.message_id);
	if (!message) throw new Error('The draft was not sent');
	return message;
}

const patch = (draft: Draft, body: object) =>
	api<Draft>('PATCH', `${DRAFTS}/${draft.draft_id}`, { body });

describe('a reply draft', () => {
	test('takes recipient, subject and thread from its original', async () => {
		const draft = await create({ in_reply_to: original.message_id, text: 'Hello' });
		expect(draft).toMatchObject({ to: ['Jane <jane@example.com>'], subject: 'Re: Hi' });
		const message = await send(draft);
		expect(message).toMatchObject({
			to: ['Jane <jane@example.com>'],
			subject: 'Re: Hi',
			text: 'Hello',
			in_reply_to: original.message_id,
			thread_id: original.thread_id,
		});
	});

	test('to all addresses everyone and takes no recipients', async () => {
		const body = { in_reply_to: original.message_id, reply_all: true };
		expect(await create(body)).toMatchObject({
			to: ['Jane <jane@example.com>'],
			cc: ['bob@example.com'],
		});
		const refused = await api('POST', DRAFTS, { body: { ...body, to: ['x@y.z'] } });
		expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([400, ['to']]);
	});
});

test('a forward draft merges body and files of its original when it is sent', async () => {
	const draft = await create({
		forward_of: original.message_id,
		to: ['boss@example.com'],
		text: 'FYI',
	});
	expect(draft).toMatchObject({ subject: 'Fwd: Hi', text: 'FYI' });
	expect(draft).not.toHaveProperty('attachments');
	const message = await send(draft);
	expect(message.text).toMatch(/^FYI[^]*The original\.$/);
	expect(message.attachments).toHaveLength(1);
	expect(message.thread_id).toBe(original.thread_id);
});

test.each([
	['both in_reply_to and forward_of', () => ({ in_reply_to: 'a', forward_of: 'b' }), 400],
	['an original that does not exist', () => ({ in_reply_to: '<nobody@x>' }), 404],
	['a string for a list of addresses', () => ({ to: 'a@b.c' }), 400],
	['an address that is none', () => ({ to: ['nobody'] }), 400],
	['a time in the past', () => ({ send_at: '2020-01-01T00:00:00Z' }), 400],
])('%s is refused', async (_case, body, status) => {
	expect((await api('POST', DRAFTS, { body: body() })).status).toBe(status);
	expect(sandbox.store.drafts.size).toBe(0);
});

describe('an update', () => {
	test('keeps what is absent, clears what is null or an empty list', async () => {
		const draft = await create({
			to: ['a@b.c'],
			cc: ['d@e.f'],
			subject: 'Hi',
			text: 'Text',
			html: '<p>x</p>',
		});
		const { body } = await patch(draft, { cc: [], html: null, subject: 'New' });
		expect(body).toMatchObject({ to: ['a@b.c'], subject: 'New', text: 'Text', preview: 'Text' });
		expect(body).not.toHaveProperty('cc');
		expect(body).not.toHaveProperty('html');
	});

	test('adds and removes attachments and labels', async () => {
		const draft = await create({
			labels: ['a', 'b'],
			attachments: [{ filename: 'one', content: 'YWJj' }],
		});
		const { body } = await patch(draft, {
			add_labels: ['c'],
			remove_labels: ['a'],
			add_attachments: [{ filename: 'two', content: 'YWJj' }],
			remove_attachments: [draft.attachments?.[0]?.attachment_id],
		});
		expect(body.labels).toEqual(['b', 'c']);
		expect(body.attachments?.map(({ filename }) => filename)).toEqual(['two']);
		const unknown = await patch(draft, { remove_attachments: ['nothing'] });
		expect(unknown.status).toBe(404);
	});
});

describe('sending', () => {
	test('turns the draft into a message with its labels, changed as asked, and deletes it', async () => {
		const draft = await create({ to: ['x@example.com'], labels: ['a', 'b'] });
		const message = await send(draft, { add_labels: 'c', remove_labels: ['a'] });
		expect(message.labels).toEqual(['sent', 'b', 'c']);
		expect((await api('GET', `/drafts/${draft.draft_id}`)).status).toBe(404);
	});

	test('without recipients is a 422, and the draft stays', async () => {
		const draft = await create({ text: 'For nobody' });
		const path = `${DRAFTS}/${draft.draft_id}`;
		expect((await api('POST', `${path}/send`, { body: {} })).status).toBe(422);
		const { body } = await api<Draft>('GET', path);
		expect(body).toEqual(draft);
	});

	test('twice at the same moment mails once', async () => {
		const draft = await create({ to: ['x@example.com'] });
		const path = `${DRAFTS}/${draft.draft_id}/send`;
		const answers = await Promise.all([
			api('POST', path, { body: {} }),
			api('POST', path, { body: {} }),
		]);
		const statuses = answers.map(({ status }) => status).sort();
		expect(statuses[0]).toBe(200);
		expect([404, 409]).toContain(statuses[1]);
		expect(sandbox.store.messages.size).toBe(2);
	});
});

describe('a scheduled draft', () => {
	/** Far enough ahead for a busy machine to do something before. */
	const soon = (milliseconds = 1000) => new Date(Date.now() + milliseconds).toISOString();
	const sentTo = async (recipient: string) =>
		[...sandbox.store.messages.values()].find(
			({ labels, to }) => labels.includes('sent') && to.includes(recipient),
		);

	test('is sent when its time has come', async () => {
		const draft = await create({ to: ['x@example.com'], send_at: soon() });
		expect(draft).toMatchObject({ labels: ['scheduled'], send_status: 'scheduled' });
		const sent = await waitUntil('the mail', () => sentTo('x@example.com'));
		expect(sent.labels).toEqual(['sent']);
		expect(sandbox.store.drafts.size).toBe(0);
	});

	test('that was taken off the schedule is not sent', async () => {
		const draft = await create({ to: ['x@example.com'], send_at: soon() });
		const { body } = await patch(draft, { send_at: null });
		expect(body.labels).toEqual([]);
		expect(body).not.toHaveProperty('send_status');
		// It is over when another one has gone out that is due later.
		await create({ to: ['y@example.com'], send_at: soon() });
		await waitUntil('the other', () => sentTo('y@example.com'));
		expect(await sentTo('x@example.com')).toBeUndefined();
		expect([...sandbox.store.drafts.keys()]).toEqual([draft.draft_id]);
	});

	test('that cannot be sent stays, as failed', async () => {
		await create({ text: 'For nobody', send_at: soon() });
		await waitUntil('the failure', async () =>
			[...sandbox.store.drafts.values()].find(({ send_status }) => send_status === 'failed'),
		);
	});
});
