import { randomUUID } from 'node:crypto';
import { nodeNamed, type NodeSketch, type Workflow } from '../../scripts/n8n/workflow.mjs';

const TYPE = '@n8n/n8n-nodes-langchain.chatTrigger';

/** Starts a workflow for each message in a chat. */
export const chatTrigger = (options: object): NodeSketch => ({
	name: 'Chat',
	type: TYPE,
	typeVersion: 1.1,
	webhookId: randomUUID(),
	parameters: { public: true, options },
});

/** Speaks to a published workflow as n8n's chat window does. @returns all of the answer, pieces as they came */
export async function chat(url: string, workflow: Workflow, body: object): Promise<string> {
	const { webhookId } = nodeNamed(workflow, 'Chat');
	const answer = await fetch(`${url}/webhook/${webhookId}/chat`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ sessionId: 'a', ...body }),
	});
	return await answer.text();
}
