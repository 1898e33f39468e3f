import { expect, it } from '@jest/globals';
import { exampleWorkflow } from '../../scripts/example.mjs';
import { INBOX, TRIGGER, WEB_SOCKET_TRIGGER, type World } from './world.mjs';

export function loopSuite(world: () => World): void {
	it.each([
		['AgentMail Trigger', TRIGGER],
		['AgentMail WebSocket Trigger', WEB_SOCKET_TRIGGER],
	] as const)(
		'support-auto-reply.json answers in the thread and labels the mail, by the %s',
		async (_name, start) => {
			const { n8n, sandbox, credentials } = world();
			const { client } = n8n;
			const example = await exampleWorkflow('support-auto-reply', credentials.agentMailApi, {
				start,
			});
			const workflow = await client.createWorkflow(example);
			await client.activate(workflow.id);

			const mail = await sandbox.receive(INBOX, {
				from: 'Jane Doe <jane@example.com>',
				subject: 'Where is my order?',
				text: 'Nothing came.',
			});
			const [execution] = await client.endedExecutions(workflow.id, 1);
			await sandbox.idle();
			expect(execution).toMatchObject({ status: 'success' });

			const [question, answer, ...more] = sandbox.store.messagesOf(mail);
			expect(more).toEqual([]);
			expect(question?.message_id).toBe(mail.message_id);
			expect(question?.labels).toContain('answered');
			expect(answer).toMatchObject({
				thread_id: mail.thread_id,
				in_reply_to: mail.message_id,
				inbox_id: INBOX,
			});
			expect(answer?.to.join()).toContain('jane@example.com');
			expect(answer?.subject).toMatch(/^Re: Where is my order\?$/);
			expect(answer?.text).toContain('Hello Jane Doe,');

			await client.deactivate(workflow.id);
			expect(await client.executions(workflow.id)).toHaveLength(1);
		},
	);
}
