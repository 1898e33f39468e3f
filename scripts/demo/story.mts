import type { Message, Sandbox } from '../../sandbox/index.mjs';
import { deliver, signDelivery } from '../delivery.mjs';
import { exampleWorkflow } from '../example.mjs';
import type { Execution } from '../n8n/execution.mjs';
import { waitUntil } from '../n8n/waitUntil.mjs';
import { nodeNamed, type Workflow } from '../n8n/workflow.mjs';
import type { Stage } from '../stage.mjs';

const INBOX = 'support@agentmail.to';
const EXAMPLE = 'support-auto-reply';

/** What happened, for {@link describeStory}. */
export interface Story {
	workflow: Workflow;
	mail: Message;
	answer: Message;
	execution: Execution;
	/** The delivery that started the workflow. */
	delivery: { id: string; status: number | undefined };
	/** How n8n answered the same delivery with one byte of its body changed. */
	forgedStatus: number;
}

/**
 * A customer writes to the support inbox, AgentMail (the sandbox) delivers the event, the example workflow answers. Then
 * the delivery is sent again with one byte changed.
 */
export async function playStory(stage: Stage): Promise<Story> {
	const { n8n, sandbox } = stage;
	const workflow = await publishExample(stage);
	const mail = await sandbox.receive(INBOX, {
		from: 'Jane Doe <jane@example.com>',
		subject: 'Where is my order 1042?',
		text: 'Hello,\n\nI ordered last week and have heard nothing since. Can you have a look?\n\nJane',
	});
	const [execution] = await n8n.client.endedExecutions(workflow.id, 1);
	if (!execution) throw new Error('The workflow did not run.');
	if (execution.status !== 'success') throw new Error(whyItFailed(execution));
	const answer = await answerIn(sandbox, mail);
	await sandbox.idle();
	const delivery = deliveryOf(sandbox, mail);
	const forgedStatus = await deliverForged(sandbox, delivery.body);
	const executions = await n8n.client.executions(workflow.id);
	if (forgedStatus !== 401 || executions.length !== 1) {
		throw new Error(`A forged delivery was answered ${forgedStatus}, not refused.`);
	}
	const [status] = delivery.attempts.map((attempt) => attempt.status);
	return {
		workflow,
		mail,
		answer,
		execution,
		delivery: { id: delivery.svix_id, status },
		forgedStatus,
	};
}

async function publishExample({ n8n, sandbox, credentials }: Stage): Promise<Workflow> {
	const { client } = n8n;
	const example = await exampleWorkflow(EXAMPLE, credentials.agentMailApi);
	const workflow = await client.createWorkflow(example);
	await client.publish(workflow.id);
	const url = n8n.webhookUrl(nodeNamed(workflow, 'AgentMail Trigger'));
	const isRegistered = [...sandbox.store.webhooks.values()].some((webhook) => webhook.url === url);
	if (!isRegistered) throw new Error(`The trigger did not register its address ${url}.`);
	return workflow;
}

function whyItFailed({ id, status, data }: Execution): string {
	return `Execution ${id} ended with status ${status}: ${data.resultData.error?.message ?? 'no reason given'}`;
}

async function answerIn(sandbox: Sandbox, mail: Message): Promise<Message> {
	return await waitUntil('the answer in the thread', async () =>
		sandbox.store.messagesOf(mail).find((message) => message.in_reply_to === mail.message_id),
	);
}

function deliveryOf(sandbox: Sandbox, mail: Message) {
	const delivery = [...sandbox.store.deliveries.values()].find(
		({ event_type, body }) =>
			event_type === 'message.received' && body.includes(JSON.stringify(mail.message_id)),
	);
	if (!delivery) throw new Error('The sandbox has no record of the delivery.');
	return delivery;
}

/** A right signature over a body of which one letter is changed afterwards. */
async function deliverForged(sandbox: Sandbox, body: string): Promise<number> {
	const [webhook] = sandbox.store.webhooks.values();
	if (!webhook) throw new Error('No webhook is registered.');
	const genuine = signDelivery(webhook.secret, body);
	return await deliver(webhook.url, { ...genuine, body: body.replace('Jane', 'Jana') });
}
