import { afterAll, beforeAll } from '@jest/globals';
import { buffer } from 'node:stream/consumers';
import type { INodeExecutionData, INodeParameters, Workflow } from 'n8n-workflow';

import {
	TRIGGER,
	type Answer,
	type Delivery,
	type Engine,
	type Taking,
} from '../../scripts/engine/engine.mjs';
import { startServer } from '../../scripts/localServer.mjs';
import type { StoredWebhook } from '../../sandbox/index.mjs';
import type { Fixture } from './fixture.mjs';

/** What came of one request to the trigger. */
interface Received {
	status: number;
	/** Items of the run it started; `undefined` if it started none. */
	items: INodeExecutionData[] | undefined;
}

/**
 * Stands for n8n's webhook route: a real HTTP server that hands every request to the trigger, byte for byte. The sandbox
 * delivers to it.
 */
export async function startReceiver(
	engine: Engine,
	workflow: () => Workflow,
	taking: () => Taking = () => ({}),
) {
	const received: Received[] = [];
	const { origin, close } = await startServer(async (request, response) => {
		const headers = Object.fromEntries(
			Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
		);
		const body = await buffer(request);
		const answer = await engine.deliver(workflow(), 'Trigger', { body, headers }, taking());
		received.push(outcomeOf(answer));
		response.statusCode = answer.status;
		response.end(answer.body);
	});
	return { url: `${origin}/webhook/trigger-1/webhook`, received, close };
}

/** @throws Error when the trigger left a request without an answer: n8n would let it hang. */
function outcomeOf({ status, result, body }: Answer): Received {
	const [items] = result.workflowData ?? [];
	if (!items && result.noWebhookResponse && body === undefined) throw new Error('Not answered');
	return { status, items };
}

/** A trigger to publish, to which the sandbox delivers. */
export function useTrigger(fixture: Fixture) {
	let receiver: Awaited<ReturnType<typeof startReceiver>>;
	let workflow: Workflow;
	let triggers = 0;
	let taking: Taking = {};

	beforeAll(async () => {
		receiver = await startReceiver(
			fixture.engine,
			() => workflow,
			() => taking,
		);
	});
	afterAll(async () => await receiver.close());

	return {
		get workflow() {
			return workflow;
		},
		/** What came since it was published, or {@link forget} was called. */
		get received() {
			return receiver.received;
		},
		forget: () => void (receiver.received.length = 0),

		/** @returns its webhook at AgentMail; with manual registration there is none */
		async publish(parameters: object = {}, how: Taking = {}): Promise<StoredWebhook> {
			taking = how;
			// What was delivered is remembered by node.
			const node = { id: `trigger-${++triggers}`, name: 'Trigger', type: TRIGGER };
			workflow = fixture.engine.newWorkflow({
				nodes: [{ ...node, webhookId: 'trigger-1', parameters: parameters as INodeParameters }],
			});
			await fixture.engine.hook(workflow, 'Trigger', 'create');
			receiver.received.length = 0;
			const [webhook] = fixture.sandbox.store.webhooks.values();
			// n8n's base URL in the engine is not this machine.
			if (webhook) webhook.url = receiver.url;
			return webhook!;
		},
		/** Changes parameters of the published trigger, without what n8n does on publishing. */
		change(parameters: object): void {
			Object.assign(workflow.getNode('Trigger')!.parameters, parameters);
		},
		/** A request past HTTP. */
		async deliver(delivery: Delivery): Promise<Received> {
			return outcomeOf(await fixture.engine.deliver(workflow, 'Trigger', delivery));
		},
	};
}
