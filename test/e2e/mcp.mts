import { afterEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { connectToMcp, type McpConnection } from '../../scripts/n8n/mcp.mjs';
import { byId, chain, manualTrigger } from '../../scripts/n8n/workflow.mjs';
import { mailsTo } from './reviewSupport.mjs';
import { ACTION, INBOX, TOOL, type World } from './world.mjs';

const LONG = 120_000;
const fromModel = (name: string) => `={{ $fromAI('${name}', '${name}', 'string') }}`;

/** Both ways in which n8n serves what people build to clients of the Model Context Protocol, by the official client. */
export function mcpSuite(world: () => World): void {
	const connections: McpConnection[] = [];
	afterEach(async () => {
		for (const connection of connections.splice(0)) await connection.close();
	});

	async function connected(url: string, key?: string): Promise<McpConnection> {
		const connection = await connectToMcp(url, key);
		connections.push(connection);
		return connection;
	}

	it(
		'the MCP Server Trigger offers our tools; their answers and errors are those for a model',
		async () => {
			const { n8n, sandbox, credentials } = world();
			const mail = await sandbox.receive(INBOX, {
				from: 'cara@example.com',
				subject: 'Late order',
				text: 'Where is it?',
			});
			const within = { inboxId: byId(INBOX), agentWorksIn: byId(INBOX) };
			const tools = {
				read_thread: {
					resource: 'thread',
					operation: 'get',
					threadId: fromModel('thread'),
					agentProfile: 'readOnly',
				},
				reply: {
					resource: 'message',
					operation: 'reply',
					messageId: fromModel('message'),
					text: fromModel('text'),
					agentProfile: 'replyOnly',
				},
				send: {
					resource: 'message',
					operation: 'send',
					to: 'evil@example.com',
					text: fromModel('text'),
					agentProfile: 'readOnly',
				},
			};
			const path = randomUUID();
			const workflow = await n8n.client.createWorkflow({
				name: randomUUID(),
				nodes: [
					{
						id: randomUUID(),
						name: 'MCP',
						type: '@n8n/n8n-nodes-langchain.mcpTrigger',
						typeVersion: 2,
						position: [0, 0],
						webhookId: randomUUID(),
						parameters: { authentication: 'none', path },
					},
					...Object.entries(tools).map(([name, parameters]) => ({
						id: randomUUID(),
						name,
						type: TOOL,
						typeVersion: 1,
						position: [0, 200] as [number, number],
						credentials,
						parameters: { ...within, ...parameters },
					})),
				],
				connections: Object.fromEntries(
					Object.keys(tools).map((name) => [
						name,
						{ ai_tool: [[{ node: 'MCP', type: 'ai_tool', index: 0 }]] },
					]),
				),
			});
			await n8n.client.publish(workflow.id);
			const client = await connected(`${n8n.client.url}/mcp/${path}`);
			expect((await client.tools()).sort()).toEqual(Object.keys(tools).sort());

			const read = await client.call('read_thread', { thread: mail.thread_id });
			expect(read.text).toMatch(/<(data-\w+)>Where is it\?<\/\1>/);
			const missing = await client.call('read_thread', { thread: 'nope' });
			expect(missing.text).toMatch(/The thread \\?"nope\\?" was not found/);
			const refused = await client.call('send', { text: 'Hi' });
			expect(refused.text).toContain('This tool may only read email');
			expect(mailsTo(world(), 'evil@example.com')).toEqual([]);
			const replied = await client.call('reply', { message: mail.message_id, text: 'It is late.' });
			expect(replied.text).toContain('message_id');
			expect(sandbox.store.messagesOf(mail)[1]?.text).toBe('It is late.');
			await n8n.client.deactivate(workflow.id);
		},
		LONG,
	);

	it(
		"n8n's own MCP server runs a workflow with our nodes",
		async () => {
			const { n8n, credentials } = world();
			const workflow = await n8n.client.createWorkflow({
				...chain(randomUUID(), manualTrigger, {
					name: 'Send',
					type: ACTION,
					credentials,
					parameters: {
						resource: 'message',
						operation: 'send',
						inboxId: byId(INBOX),
						to: 'jane@example.com',
						subject: 'By MCP',
						text: 'Hello',
					},
				}),
				settings: { availableInMCP: true },
			});
			const client = await connected(
				`${n8n.client.url}/mcp-server/http`,
				await n8n.client.openMcpServer(),
			);
			const started = await client.call('execute_workflow', {
				workflowId: workflow.id,
				executionMode: 'manual',
			});
			expect(started.data).toMatchObject({ executionId: expect.any(String) });
			const execution = await n8n.client.endedExecution(String(started.data.executionId), LONG);
			expect(execution.status).toBe('success');
			expect(mailsTo(world()).filter(({ subject }) => subject === 'By MCP')).toHaveLength(1);
		},
		LONG,
	);
}
