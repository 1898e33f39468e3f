import { expect, it } from '@jest/globals';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { chain, nodeNamed } from '../../scripts/n8n/workflow.mjs';
import { INBOX, publish, trigger, type World } from './world.mjs';

export function triggerSuite(world: () => World): void {
	it('registers a webhook when published and leaves none when unpublished', async () => {
		const { n8n, sandbox } = world();
		const { workflow, url } = await publish(world(), trigger(world()));
		const [webhook, ...others] = sandbox.store.webhooks.values();
		expect(others).toEqual([]);
		expect(webhook).toMatchObject({ url, event_types: ['message.received'], inbox_ids: [INBOX] });

		await n8n.client.deactivate(workflow.id);
		expect(sandbox.store.webhooks.size).toBe(0);
	});

	it('starts one execution for a mail, with its ids and text', async () => {
		const { n8n, sandbox } = world();
		const { workflow } = await publish(world(), trigger(world()));
		const mail = await sandbox.receive(INBOX, {
			from: '"Boss, the" <jane@example.com>',
			subject: 'Grüße ✉',
			text: 'One line.',
		});
		await sandbox.idle();
		const executions = await n8n.client.endedExecutions(workflow.id, 1);
		expect(executions.map(({ status }) => status)).toEqual(['success']);
		const [item] = outputOf(executions[0]!, 'Trigger');
		expect(item?.json).toMatchObject({
			event: { type: 'message.received', verified_by: 'svix-signature' },
			inbox_id: INBOX,
			message_id: mail.message_id,
			thread_id: mail.thread_id,
			from: 'jane@example.com',
			subject: 'Grüße ✉',
			text: 'One line.',
			labels: mail.labels,
		});
		await n8n.client.deactivate(workflow.id);
	});

	it('starts nothing for mail in another inbox', async () => {
		const { n8n, sandbox } = world();
		const { workflow } = await publish(world(), trigger(world()));
		const { inbox_id } = sandbox.createInbox();
		await sandbox.receive(inbox_id, { from: 'jane@example.com', subject: 'Elsewhere' });
		await sandbox.receive(INBOX, { from: 'jane@example.com', subject: 'Here' });
		await sandbox.idle();
		const executions = await n8n.client.endedExecutions(workflow.id, 1);
		expect(executions.map((each) => outputOf(each, 'Trigger')[0]?.json.subject)).toEqual(['Here']);
		await n8n.client.deactivate(workflow.id);
	});

	it('moves to new settings when a changed workflow is published', async () => {
		const { n8n, sandbox } = world();
		const { workflow } = await publish(world(), trigger(world()));
		const node = nodeNamed(workflow, 'Trigger');
		node.parameters.events = ['message.received', 'message.bounced'];
		await n8n.client.updateWorkflow(workflow.id, { nodes: [node] });
		await n8n.client.activate(workflow.id);
		const webhooks = [...sandbox.store.webhooks.values()];
		expect(webhooks.map(({ event_types }) => [...event_types].sort())).toEqual([
			['message.bounced', 'message.received'],
		]);
		await n8n.client.deactivate(workflow.id);
		expect(sandbox.store.webhooks.size).toBe(0);
	});

	it('receives one event when run by hand, and then lets go of its webhook', async () => {
		const { n8n, sandbox } = world();
		const workflow = await n8n.client.createWorkflow(
			chain('by hand', trigger(world(), { options: { testWith: 'next' } })),
		);
		expect(await n8n.client.startRun(workflow.id, 'Trigger')).toEqual({ waitingForWebhook: true });
		const [webhook] = sandbox.store.webhooks.values();
		expect(webhook?.url).toBe(n8n.webhookUrl(nodeNamed(workflow, 'Trigger'), 'webhook', 'test'));

		await sandbox.receive(INBOX, { from: 'jane@example.com', subject: 'Try it' });
		const [execution] = await n8n.client.endedExecutions(workflow.id, 1);
		expect(outputOf(execution!, 'Trigger')[0]?.json.subject).toBe('Try it');
		await waitUntil('the test webhook to go', async () =>
			sandbox.store.webhooks.size === 0 ? true : undefined,
		);
	});

	it('starts with the latest email when run by hand, and then lets go of its webhook', async () => {
		const { n8n, sandbox } = world();
		await sandbox.receive(INBOX, { from: 'jane@example.com', subject: 'Already there' });
		const workflow = await n8n.client.createWorkflow(chain('at once', trigger(world())));
		expect(await n8n.client.startRun(workflow.id, 'Trigger')).toEqual({ waitingForWebhook: true });
		const [execution] = await n8n.client.endedExecutions(workflow.id, 1);
		expect(outputOf(execution!, 'Trigger')[0]?.json).toMatchObject({
			subject: 'Already there',
			event: { verified_by: 'svix-signature' },
		});
		await waitUntil('the test webhook to go', async () =>
			sandbox.store.webhooks.size === 0 ? true : undefined,
		);
	});

	it('says why, when AgentMail does not register the webhook', async () => {
		const { n8n, sandbox } = world();
		const workflow = await n8n.client.createWorkflow(chain('refused', trigger(world())));
		sandbox.settings.webhookLimit = 0;
		try {
			const { triggers } = await n8n.client.activate(workflow.id);
			expect(triggers[0]?.errorMessage).toMatch(/limit of webhooks.*console/s);
		} finally {
			sandbox.settings.webhookLimit = Infinity;
			await n8n.client.deactivate(workflow.id);
		}
	}, 60_000);
}
