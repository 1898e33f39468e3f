import { describe, expect, test } from '@jest/globals';

import { TOOLKIT } from '../../scripts/nodeTypes.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();

const OTHER = 'sales';
const send = (more: object = {}) => ({
	resource: 'message',
	operation: 'send',
	inboxId: byId(INBOX),
	to: 'jane@example.com',
	text: 'Hello',
	agentHourlyLimit: 2,
	...more,
});
const failureOf = async (parameters: object) =>
	await at.engine.tool(parameters).then(
		() => '',
		({ message }: Error) => message,
	);
const sentFrom = (inbox = INBOX) =>
	[...at.sandbox.store.messages.values()].filter(
		({ inbox_id, labels }) => inbox_id === inbox && labels.includes('sent'),
	);

describe('Most Emails per Hour', () => {
	test('lets so many out and no more; the agent reads how many', async () => {
		expect([await failureOf(send()), await failureOf(send())]).toEqual(['', '']);
		expect(await failureOf(send())).toMatch(/may send 2 emails an hour.*Nothing was sent/);
		expect(sentFrom()).toHaveLength(2);
	});

	test('counts what others sent, and nothing that came in', async () => {
		for (const from of ['a@example.com', 'b@example.com', 'c@example.com'])
			await at.sandbox.receive(INBOX, { from, subject: 'Hello' });
		await at.engine.action(send());
		expect(await failureOf(send())).toBe('');
		expect(await failureOf(send())).toMatch(/2 emails an hour/);
	});

	test('is that of each inbox', async () => {
		const other = at.sandbox.createInbox({ username: OTHER }).inbox_id;
		for (const inboxId of [INBOX, other, INBOX, other])
			expect(await failureOf(send({ inboxId: byId(inboxId) }))).toBe('');
	});

	test('holds for every way to send', async () => {
		const mail = await at.sandbox.receive(INBOX, { from: 'jane@example.com', subject: 'Hello' });
		const message = { messageId: mail.message_id, threadId: mail.thread_id };
		const draft = { resource: 'draft', inboxId: byId(INBOX), to: 'j@example.com', text: 'Hi' };
		const [made] = await at.engine.action({ ...draft, operation: 'create' });
		const draftId = String(made!.json.draft_id);
		const waysToSend = [
			{ operation: 'send' },
			{ operation: 'reply', ...message },
			{ operation: 'replyAll', ...message },
			{ operation: 'forward', ...message },
			{ resource: 'thread', operation: 'reply', ...message },
			{ resource: 'draft', operation: 'send', draftId },
			{ resource: 'draft', operation: 'create', options: { sendAt: '2099-01-01T09:00:00Z' } },
			{
				resource: 'draft',
				operation: 'update',
				draftId,
				updateFields: { sendAt: '2099-01-01T09:00:00Z' },
			},
		];
		await at.engine.action(send());
		const start = at.sandbox.requests.length;
		for (const way of waysToSend) {
			const failure = await failureOf(send({ agentHourlyLimit: 1, ...way }));
			expect([way, failure]).toEqual([way, expect.stringContaining('may send 1 email an hour')]);
		}
		const changes = at.sandbox.requests.slice(start).filter(({ method }) => method !== 'GET');
		expect(changes).toEqual([]);
	});

	test('what is scheduled counts, so that a limit cannot be saved up', async () => {
		const later = {
			resource: 'draft',
			operation: 'create',
			options: { sendAt: '2099-01-01T09:00:00Z' },
		};
		expect([await failureOf(send(later)), await failureOf(send(later))]).toEqual(['', '']);
		expect(await failureOf(send())).toMatch(/2 emails an hour/);
	});

	test('of calls made at once only as many go out as there is room for', async () => {
		const failures = await Promise.all(
			Array.from({ length: 5 }, async () => await failureOf(send())),
		);
		expect(failures.filter((failure) => failure === '')).toHaveLength(2);
		expect(sentFrom()).toHaveLength(2);
	});

	test('what went out more than an hour ago does not count', async () => {
		await at.engine.action(send());
		await at.engine.action(send());
		for (const message of sentFrom()) {
			message.timestamp = new Date(Date.parse(message.timestamp) - 3_601_000).toISOString();
		}
		expect(await failureOf(send())).toBe('');
	});

	test('a draft, a label and a read need no room', async () => {
		const none = { agentHourlyLimit: 1 };
		await at.engine.action(send());
		const mail = await at.sandbox.receive(INBOX, { from: 'jane@example.com', subject: 'Hello' });
		for (const way of [
			{ resource: 'draft', operation: 'create' },
			{ operation: 'get', messageId: mail.message_id },
			{
				resource: 'label',
				operation: 'add',
				target: 'message',
				messageId: mail.message_id,
				labels: 'x',
			},
		])
			expect(await failureOf(send({ ...none, ...way }))).toBe('');
	});

	test('the toolkit has it too', async () => {
		const toolkit = {
			agentProfile: 'full',
			agentUses: ['send'],
			agentWorksIn: byId(INBOX),
			agentHourlyLimit: 1,
		};
		const call = { tool: 'AgentMail_send_message', to: 'jane@example.com', text: 'Hello' };
		const run = async () => await at.engine.action(toolkit, [call], { type: TOOLKIT });
		await run();
		await expect(run()).rejects.toThrow(/may send 1 email an hour/);
	});

	test('none without it', async () => {
		for (let count = 0; count < 3; count++)
			expect(await failureOf(send({ agentHourlyLimit: 0 }))).toBe('');
	});
});
