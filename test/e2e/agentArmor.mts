import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { byId, chain, manualTrigger, type Workflow } from '../../scripts/n8n/workflow.mjs';
import {
	ACTION,
	INBOX,
	QUEUE_TRIGGER,
	trigger,
	TRIGGER,
	WEB_SOCKET_TRIGGER,
	type World,
} from './world.mjs';

/** As a person does it, in a workflow. */
export async function release({ n8n, credentials }: World, messageId: string): Promise<void> {
	const workflow = await n8n.client.createWorkflow(
		chain('release', manualTrigger, {
			name: 'Release',
			type: ACTION,
			typeVersion: 1,
			credentials,
			parameters: {
				...{ resource: 'message', operation: 'release', inboxId: byId(INBOX) },
				...{ messageId: byId(messageId), reason: 'Known sender' },
			},
		}),
	);
	const execution = await n8n.client.run(workflow.id, manualTrigger.name);
	expect(execution.status).toBe('success');
}

/** What Agent Armor found decides what starts. */
export function agentArmorSuite(world: () => World): void {
	beforeEach(() => world().sandbox.reset());
	afterEach(() => world().sandbox.reset());

	const receive = async (subject: string, more: object = {}) =>
		await world().sandbox.receive(INBOX, {
			from: 'jane@example.com',
			subject,
			text: 'Hello.',
			...more,
		});

	async function published(type: string, filters: object): Promise<Workflow> {
		const { n8n, sandbox } = world();
		const node = trigger(world(), { filters });
		const workflow = await n8n.client.createWorkflow(chain('Armor', { ...node, type }));
		await n8n.client.publish(workflow.id);
		if (type === WEB_SOCKET_TRIGGER) {
			const { sockets } = sandbox;
			await waitUntil('the subscription', async () => sockets.subscriptions[0]);
		}
		return workflow;
	}

	it.each([TRIGGER, WEB_SOCKET_TRIGGER, QUEUE_TRIGGER])(
		'%s with Only Clear Mail: starts for what was found clear and for what was released, and for nothing else',
		async (type) => {
			const { n8n, sandbox } = world();
			sandbox.settings.agentArmor = 'monitor';
			const workflow = await published(type, { onlyClear: true });
			await receive('Not scanned yet');
			sandbox.settings.agentArmor = 'hold';
			await receive('Clear');
			const held = await receive('Held', { review: true });
			await receive('Never released', { review: true });
			await n8n.client.endedExecutions(workflow.id, 1);
			await release(world(), held.message_id);
			await n8n.client.endedExecutions(workflow.id, 2);
			await receive('Last');
			const executions = await n8n.client.endedExecutions(workflow.id, 3);
			const started = executions.map((each) => outputOf(each, 'Trigger')[0]?.json);
			expect(started.map((json) => [json?.subject, json?.agent_armor]).reverse()).toEqual([
				['Clear', 'clear'],
				['Held', 'released'],
				['Last', 'clear'],
			]);
			await n8n.client.deactivate(workflow.id);
		},
		120_000,
	);
}
