import { afterEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { connectToMcp } from '../../scripts/n8n/mcp.mjs';
import { byId } from './reviewSupport.mjs';
import {
	modelCredential,
	lastResult,
	startScriptedModel,
	type ScriptedModel,
} from './scriptedModel.mjs';
import { INBOX, TOOL, type World } from './world.mjs';

const IN_DOUBT = /AgentMail may have processed it anyway\. Check before you run this again/;

/**
 * Agents that n8n runs without an execution: the answer to a call is lost, six times over, and the model makes the call
 * again. To n8n the two have nothing in common.
 */
export function lostAnswerSuite(world: () => World): void {
	const models: ScriptedModel[] = [];
	afterEach(async () => {
		for (const model of models.splice(0)) await model.close();
	});

	const sending = (to: string) => ({
		resource: 'message',
		operation: 'send',
		inboxId: byId(INBOX),
		to,
		subject: "={{ $fromAI('Subject', 'What it is about', 'string') }}",
		text: 'Your order is on its way.',
	});
	const mailsTo = (address: string) =>
		[...world().sandbox.store.messages.values()].filter(({ to }) => to.includes(address));

	/** The first try is carried out, and all six answers are lost. */
	function loseAnswers() {
		const match = { path: /messages\/send$/ };
		world().sandbox.fault({ match, times: 1, action: 'lostAnswer' });
		world().sandbox.fault({ match, times: 5, action: 'reset' });
	}

	it('a native Agent mails once', async () => {
		const { n8n, credentials } = world();
		const call = () => ({ tool: 'send_email', args: { Subject: 'Order 1042' } });
		const model = await startScriptedModel([call, call, () => ({ content: 'Sent.' })]);
		models.push(model);
		const { openAiApi } = await modelCredential(n8n.client, model);
		const to = 'native@example.com';
		const agent = await n8n.client.createAgent({
			name: 'Mail agent',
			model: 'openai/scripted',
			credential: openAiApi.id,
			instructions: 'Tell people about their orders.',
			tools: [
				{
					type: 'node',
					name: 'send_email',
					node: {
						nodeType: TOOL,
						nodeTypeVersion: 1,
						nodeParameters: sending(to),
						credentials,
					},
				},
			],
		});
		loseAnswers();
		await n8n.client.chatWithAgent(agent, 'Write about order 1042.');
		expect(model.conversations).toHaveLength(3);
		expect(lastResult(model.conversations[1]!)).toMatch(IN_DOUBT);
		expect(lastResult(model.conversations[2]!)).toMatch(/message_id/);
		expect(mailsTo(to)).toHaveLength(1);
	}, 120_000);

	it('a client of the MCP Server Trigger mails once, and is not told to call again at once', async () => {
		const { n8n, credentials } = world();
		const to = 'mcp@example.com';
		const path = randomUUID();
		const tool = { id: randomUUID(), name: 'send_email', position: [0, 200] as [number, number] };
		const trigger = { id: randomUUID(), name: 'MCP', position: [0, 0] as [number, number] };
		const workflow = await n8n.client.createWorkflow({
			name: randomUUID(),
			nodes: [
				{
					...trigger,
					type: '@n8n/n8n-nodes-langchain.mcpTrigger',
					typeVersion: 2,
					webhookId: randomUUID(),
					parameters: { authentication: 'none', path },
				},
				{ ...tool, type: TOOL, typeVersion: 1, credentials, parameters: sending(to) },
			],
			connections: { send_email: { ai_tool: [[{ node: 'MCP', type: 'ai_tool', index: 0 }]] } },
		});
		await n8n.client.publish(workflow.id);
		const client = await connectToMcp(`${n8n.client.url}/mcp/${path}`);
		loseAnswers();
		const first = await client.call('send_email', { Subject: 'Order 1042' });
		const second = await client.call('send_email', { Subject: 'Order 1042' });
		await client.close();
		await n8n.client.deactivate(workflow.id);
		expect(first.text).toMatch(IN_DOUBT);
		expect(first.text).not.toMatch(/retry the request/i);
		expect(second.text).toMatch(/message_id/);
		expect(mailsTo(to)).toHaveLength(1);
	}, 120_000);
}
