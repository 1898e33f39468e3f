import { expect, it } from '@jest/globals';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { INBOX, publish, trigger, type World } from './world.mjs';

export function crashSuite(world: () => World): void {
	it('loses no mail: what came meanwhile is delivered once n8n is back', async () => {
		const { n8n, sandbox } = world();
		const { workflow } = await publish(world(), trigger(world()));
		await n8n.kill();
		await sandbox.receive(INBOX, { from: 'jane@example.com', subject: 'While you were out' });
		await n8n.start();
		// The first repeat comes after 5 s, the second 5 minutes later.
		sandbox.setTimeScale(300);
		await sandbox.idle(30_000);
		sandbox.setTimeScale(1);

		const executions = await n8n.client.endedExecutions(workflow.id, 1);
		expect(executions.map((each) => outputOf(each, 'Trigger')[0]?.json.subject)).toEqual([
			'While you were out',
		]);
		expect(sandbox.store.webhooks.size).toBe(1);
		await n8n.client.deactivate(workflow.id);
		expect(sandbox.store.webhooks.size).toBe(0);
	}, 120_000);
}
