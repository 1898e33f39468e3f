import { randomUUID } from 'node:crypto';
import { TRIGGER } from '../../scripts/nodeTypes.mjs';
import { startStage, type Connected, type Stage } from '../../scripts/stage.mjs';
import { chain, nodeNamed, type NodeSketch, type Workflow } from '../../scripts/n8n/workflow.mjs';

export {
	ACTION,
	ADMIN,
	MEMORY,
	PACKAGE,
	QUEUE_TRIGGER,
	TOOL,
	TOOLKIT,
	TRIGGER,
	WEB_SOCKET_TRIGGER,
} from '../../scripts/nodeTypes.mjs';
export const CREDENTIAL = 'agentMailApi';
export const INBOX = 'support@agentmail.to';

/** A first install of n8n takes minutes. */
export const START_TIMEOUT_MS = 20 * 60_000;

/** What a suite needs, whether n8n runs as one process or as many. */
export type World = Connected;

export async function startWorld(env: Record<string, string> = {}): Promise<Stage> {
	// jest keeps console output back until the end; this is for a person who waits.
	return await startStage({ log: (line) => void process.stderr.write(`${line}\n`), env });
}

/** A trigger node as the editor stores one, for new mail in the support inbox unless said otherwise. */
export function trigger(world: World, parameters: Record<string, unknown> = {}): NodeSketch {
	return {
		name: 'Trigger',
		type: TRIGGER,
		typeVersion: 1.1,
		webhookId: randomUUID(),
		credentials: world.credentials,
		parameters: {
			registration: 'automatic',
			events: ['message.received'],
			scope: 'inbox',
			inboxIds: [INBOX],
			...parameters,
		},
	};
}

/** A published workflow, the address of its trigger and the secret that AgentMail signs with. */
export interface Published {
	workflow: Workflow;
	url: string;
	secret: string;
}

/** Publishes a workflow that starts with `first`, a trigger that registers itself. */
export async function publish(
	{ n8n, sandbox }: World,
	first: NodeSketch,
	...others: NodeSketch[]
): Promise<Published> {
	const workflow = await n8n.client.createWorkflow(chain(`e2e ${randomUUID()}`, first, ...others));
	await n8n.client.publish(workflow.id);
	const url = n8n.webhookUrl(nodeNamed(workflow, first.name));
	const webhook = [...sandbox.store.webhooks.values()].find((each) => each.url === url);
	if (!webhook) throw new Error(`No webhook is registered for ${url}`);
	return { workflow, url, secret: webhook.secret };
}
