import { setTimeout as wait } from 'node:timers/promises';

import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import { chain, type NodeSketch, type Workflow } from '../../../scripts/n8n/workflow.mjs';
import { QUEUE_TRIGGER } from '../../../scripts/nodeTypes.mjs';
import { sandboxCredential, type Stage } from '../../../scripts/stage.mjs';
import type { Tell } from '../scenarios.mjs';
import { endedExecutions, storedExecutions } from '../webSocket/executions.mjs';
import { chaosStage } from '../webSocket/stage.mjs';
import { event, executionsByEvent, KINDS, problemsOf } from './events.mjs';

const EVENTS = 100;

/** Two n8n on one account, and a test in the editor of one of them: each gets every event, and nobody a dead token. */
export async function two(tell: Tell): Promise<string[]> {
	const stages = [await chaosStage(), await chaosStage()] as const;
	const [{ sandbox }, other] = stages;
	try {
		// The second n8n works with the account of the first.
		const { id, name } = await other.n8n.client.createCredential(
			'The same account',
			'agentMailApi',
			sandboxCredential(sandbox),
		);
		const ofBoth = [stages[0].credentials, { agentMailApi: { id, name } }];
		const workflows: Workflow[] = [];
		for (const [index, { n8n }] of stages.entries()) {
			const trigger: NodeSketch = {
				id: 'the-same-node',
				name: 'Trigger',
				type: QUEUE_TRIGGER,
				credentials: ofBoth[index]!,
				parameters: {
					events: [...new Set(KINDS)],
					scope: 'organization',
					options: { longestWaitSeconds: 1 },
				},
			};
			const workflow = await n8n.client.createWorkflow(chain('Two', trigger));
			await n8n.client.publish(workflow.id);
			workflows.push(workflow);
		}
		await stages[0].n8n.client.startRun(workflows[0]!.id, 'Trigger');
		await waitUntil(
			'the queue of the test',
			async () => sandbox.store.queues.size === 3 || undefined,
		);
		for (let number = 0; number < EVENTS; number++) {
			await sandbox.emit(event(number));
			await wait(50);
		}
		await waitUntil(
			'the queue of the test to go',
			async () => sandbox.store.queues.size === 2 || undefined,
		);
		const problems: string[] = [];
		for (const [index, { n8n }] of stages.entries()) {
			// The first has the execution of the test as well.
			const wanted = index === 0 ? EVENTS + 1 : EVENTS;
			await endedExecutions(n8n, wanted);
			const all = await storedExecutions(n8n);
			const published = all.filter(({ mode }) => mode === 'trigger');
			tell(
				`n8n ${index + 1}: ${published.length} executions of ${EVENTS} events, ${all.length - published.length} of a test`,
			);
			problems.push(...problemsOf(executionsByEvent(published), EVENTS));
			if (n8n.log().includes('another n8n reads'))
				problems.push('they took tokens from each other');
		}
		const opened = sandbox.requests.filter(
			({ method, path }) => method === 'POST' && path.endsWith('/webhooks/polling'),
		);
		tell(`tokens taken: ${opened.length}, one for each trigger and one for the test`);
		return opened.length === 3 ? problems : [...problems, 'a token was taken again'];
	} finally {
		for (const stage of stages satisfies readonly Stage[]) await stage.stop();
	}
}
