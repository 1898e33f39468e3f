import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { signDelivery } from '../../scripts/delivery.mjs';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import type { InboundMail, Message } from '../../sandbox/index.mjs';
import { answeredInGroups } from './reviewRaces.mjs';
import {
	answerIn,
	asking,
	askingForReply,
	mailsTo,
	pause,
	pauseWebhooks,
	replyTo,
	waiting,
} from './reviewSupport.mjs';
import { INBOX, type World } from './world.mjs';

export function reviewReplySuite(world: () => World): void {
	const client = () => world().n8n.client;
	const statusOf = async (id: string) => (await client().execution(id)).status;
	const receive = async (mail: InboundMail) => {
		const message = await world().sandbox.receive(INBOX, mail);
		await world().sandbox.idle(20_000);
		return message;
	};

	it('a reply resumes with its text and files; whatever else comes in does not', async () => {
		const { sandbox } = world();
		const { executionId } = await pause(
			world(),
			askingForReply(world(), {
				to: 'Jane <JANE@example.com>',
				options: { downloadAttachments: true },
			}),
		);
		const question = mailsTo(world(), 'JANE@example.com').at(-1)!;
		expect(pauseWebhooks(world())).toMatchObject([
			{ event_types: ['message.received'], inbox_ids: [INBOX] },
		]);
		const before = sandbox.requests.length;
		await receive({ from: 'jane@example.com', subject: 'Something else', text: 'Green.' });
		expect(sandbox.requests.length).toBe(before);

		const foreign = '<someone-elses@mail.example.com>';
		const others: Array<Partial<InboundMail>> = [
			{ from: 'mallory@example.com' },
			{ from: '"jane@example.com" <mallory@example.com>' },
			{ from: 'jane@example.com, mallory@example.com' },
			{ headers: { 'Auto-Submitted': 'auto-replied' } },
			{ unauthenticated: true },
			{ spam: true },
		];
		for (const other of others) await receive(replyTo(question, other));
		// In the right thread by its subject alone.
		const threaded = await receive(
			replyTo(question, { in_reply_to: foreign, references: [foreign] }),
		);
		sandbox.store.messages.forEach((message) => {
			if (message.message_id === threaded.message_id) message.thread_id = question.thread_id;
		});
		await sandbox.emit(eventOf(sandbox.store, threaded, question.thread_id));
		await sandbox.idle(20_000);
		expect(await statusOf(executionId)).toBe('waiting');

		const [webhook] = pauseWebhooks(world());
		const genuine = eventOf(
			sandbox.store,
			{ ...threaded, in_reply_to: question.message_id },
			question.thread_id,
		);
		const wrong = signDelivery(
			`whsec_${Buffer.alloc(24, 7).toString('base64')}`,
			JSON.stringify(genuine),
		);
		for (const headers of [wrong.headers, { 'content-type': 'application/json' }]) {
			const answer = await fetch(webhook!.url, { method: 'POST', headers, body: wrong.body });
			expect(answer.status).toBe(401);
		}
		expect((await fetch(webhook!.url)).status).toBe(404);
		expect(await statusOf(executionId)).toBe('waiting');

		const file = { filename: 'blue.txt', content: Buffer.from('#00f'), content_type: 'text/plain' };
		const reply = await receive(replyTo(question, { attachments: [file] }));
		const execution = await client().endedExecution(executionId);
		expect(answerIn(execution)).toMatchObject({
			text: 'Blue.',
			from: 'jane@example.com',
			respondedBy: 'jane@example.com',
			message_id: reply.message_id,
			thread_id: question.thread_id,
			attachments: [{ filename: 'blue.txt', size: 4 }],
		});
		expect(outputOf(execution, 'Ask')[0]?.binary).toHaveProperty('attachment_0');
		await waitUntil(
			'the webhook to go',
			async () => pauseWebhooks(world()).length === 0 || undefined,
		);
	}, 60_000);

	it('nothing is mailed when AgentMail allows no more webhooks', async () => {
		const { sandbox } = world();
		const before = mailsTo(world()).length;
		sandbox.settings.webhookLimit = sandbox.store.webhooks.size;
		try {
			await expect(pause(world(), askingForReply(world()))).rejects.toThrow(
				/no more webhooks.*Nothing was sent/s,
			);
		} finally {
			sandbox.settings.webhookLimit = Infinity;
		}
		expect(mailsTo(world())).toHaveLength(before);
	});

	it('what stopped and timed out pauses leave behind is swept up by the next pause', async () => {
		const limitWaitTime = { values: { resumeAmount: 0.02, resumeUnit: 'minutes' } };
		const left = await Promise.all(
			Array.from({ length: 20 }, async (_, index) => {
				const options = index % 2 === 0 ? { limitWaitTime } : {};
				return { index, ...(await pause(world(), askingForReply(world(), { options }))) };
			}),
		);
		for (const { index, executionId } of left)
			if (index % 2 === 1) await client().stop(executionId);
		// The time of the last that has a limit is over by now: 1.2 s, counted in whole seconds.
		await wait(2500);
		const stays = await pause(world(), askingForReply(world()));
		expect(pauseWebhooks(world()).map(({ url }) => /waiting\/(\d+)/.exec(url)?.[1])).toEqual([
			stays.executionId,
		]);
		await client().stop(stays.executionId);
		await waiting(world(), (await pause(world(), asking(world(), {}))).executionId);
	}, 120_000);

	it('ten pauses in one inbox each resume with their own answer', async () => {
		const answers = await answeredInGroups(world(), 10, 5);
		expect(answers.map(({ got }) => got)).toEqual(answers.map(({ wanted }) => wanted));
	}, 120_000);
}

/** The event of a mail that came into a thread. */
function eventOf(store: World['sandbox']['store'], message: Message, thread_id: string): object {
	return {
		type: 'event',
		event_type: 'message.received',
		event_id: `evt_${Math.random()}`,
		message: { ...message, thread_id },
		thread: store.threads.get(thread_id),
	};
}
