import { afterEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { toolResources } from '../../nodes/AgentMail/resources/index.js';
import { prepareMailbox } from '../../scripts/engine/mailbox.mjs';
import { connectToMcp, type McpConnection } from '../../scripts/n8n/mcp.mjs';
import { byId } from '../../scripts/n8n/workflow.mjs';
import { mailsTo } from './reviewSupport.mjs';
import {
	modelCredential,
	lastResult,
	startScriptedModel,
	type ScriptedModel,
	type Turn,
} from './scriptedModel.mjs';
import { INBOX, TOOL, type World } from './world.mjs';

const LONG = 120_000;
const fromModel = (name: string) => `={{ $fromAI('${name}', '${name}', 'string') }}`;

/** The parameters that are text for agents, so that n8n's builders may leave them to the model. */
const CHOSEN_BY_MODEL = ['messageId', 'threadId', 'draftId', 'attachmentId'];

const OPERATIONS = toolResources.flatMap(({ value, operations }) =>
	Object.keys(operations).map((operation) => [value, operation] as const),
);

/** n8n's own agents, which run tools without a workflow and without an execution. */
export function nativeAgentSuite(world: () => World): void {
	const models: ScriptedModel[] = [];
	const connections: McpConnection[] = [];
	afterEach(async () => {
		for (const model of models.splice(0)) await model.close();
		for (const connection of connections.splice(0)) await connection.close();
	});

	const tool = (name: string, nodeParameters: object, more: object = {}) => ({
		type: 'node',
		name,
		...more,
		node: { nodeType: TOOL, nodeTypeVersion: 1, nodeParameters, credentials: world().credentials },
	});

	/** A model that follows a script, and an agent's settings for it. */
	async function scripted(script: Array<(conversation: Parameters<typeof lastResult>[0]) => Turn>) {
		const model = await startScriptedModel(script);
		models.push(model);
		const { openAiApi } = await modelCredential(world().n8n.client, model);
		const config = {
			model: 'openai/scripted',
			credential: openAiApi.id,
			instructions: 'You answer email.',
		};
		return { model, config };
	}

	/** What the model reads when it calls the one tool of an agent. */
	async function read(parameters: object, args: Record<string, unknown> = {}): Promise<string> {
		const { model, config } = await scripted([
			() => ({ tool: 'email', args }),
			() => ({ content: 'Done.' }),
		]);
		const { client } = world().n8n;
		const tools = [tool('email', parameters)];
		const agent = await client.createAgent({ name: randomUUID(), ...config, tools });
		await client.chatWithAgent(agent, 'Do it.');
		return lastResult(model.conversations[1] ?? []);
	}

	it(
		'is built by a builder with ids that the model chooses; it reads, drafts, asks and sends',
		async () => {
			const { n8n, sandbox } = world();
			const projectId = await n8n.client.personalProject();
			const mail = await sandbox.receive(INBOX, {
				from: 'Cara <cara@example.com>',
				subject: 'Late order',
				text: 'Where is it?',
			});
			const { model, config } = await scripted([
				() => ({ tool: 'read_thread', args: { thread: mail.thread_id } }),
				() => ({
					tool: 'create_draft',
					args: { message: mail.message_id, text: 'Sorry, it is late.' },
				}),
				(conversation) => ({ tool: 'send_draft', args: { draft: draftIn(conversation) } }),
				(conversation) => ({ tool: 'send_draft', args: { draft: draftIn(conversation) } }),
				() => ({ content: 'Sent.' }),
			]);
			const within = { agentWorksIn: byId(INBOX) };
			const of = (name: string, more: object) =>
				tool(name, { inboxId: byId(INBOX), ...within, ...more });
			const builder = await connectToMcp(
				`${n8n.client.url}/mcp-server/http`,
				await n8n.client.openMcpServer(),
			);
			connections.push(builder);
			const made = await builder.call('create_agent', {
				projectId,
				name: 'Mail agent',
				config: {
					...config,
					tools: [
						of('read_thread', {
							resource: 'thread',
							operation: 'get',
							threadId: fromModel('thread'),
							agentProfile: 'readOnly',
						}),
						of('create_draft', {
							resource: 'draft',
							operation: 'create',
							draftType: 'reply',
							messageId: fromModel('message'),
							text: fromModel('text'),
							agentProfile: 'draftsOnly',
						}),
					],
				},
			});
			expect(made.text).toContain('"ok":true');
			const { agent, configHash } = JSON.parse(made.text) as {
				agent: { id: string };
				configHash: string;
			};
			const sending = {
				...of('send_draft', {
					resource: 'draft',
					operation: 'send',
					draftId: fromModel('draft'),
				}),
				requireApproval: true,
			};
			const attachment = of('read_file', {
				resource: 'message',
				operation: 'downloadAttachment',
				messageId: fromModel('message'),
				attachmentId: fromModel('attachment'),
			});
			const changed = await builder.call('mutate_agent', {
				agentId: agent.id,
				baseConfigHash: configHash,
				operation: {
					type: 'config.patch',
					patch: [sending, attachment].map((value) => ({ op: 'add', path: '/tools/-', value })),
				},
			});
			expect(changed.text).toContain('"ok":true');

			const path = `/projects/${projectId}/agents/v2/${agent.id}`;
			const asked = await n8n.client.chatWithAgent(path, 'Answer the email.');
			expect(lastResult(model.conversations[1]!)).toMatch(/<(data-\w+)>Where is it\?<\/\1>/);
			expect(sandbox.store.messagesOf(mail)).toHaveLength(1);

			const askedAgain = await n8n.client.decide(path, asked, false);
			expect(sandbox.store.messagesOf(mail)).toHaveLength(1);
			await n8n.client.decide(path, askedAgain, true);
			const [, answer, ...more] = sandbox.store.messagesOf(mail);
			expect(answer).toMatchObject({ in_reply_to: mail.message_id, text: 'Sorry, it is late.' });
			expect(more).toEqual([]);
		},
		LONG,
	);

	const draftIn = (conversation: unknown) =>
		/draft_id\W+([\w-]{8,})/.exec(JSON.stringify(conversation))?.[1] ?? '';

	it.each(OPERATIONS)(
		'can use %s: %s',
		async (resource, operation) => {
			const { sandbox } = world();
			sandbox.reset();
			const prepared = await prepareMailbox(sandbox);
			const parameters = prepared(`${resource}.${operation}`) as Record<string, unknown>;
			const args: Record<string, unknown> = {};
			for (const name of CHOSEN_BY_MODEL) {
				args[name] = (parameters[name] as { value: string }).value;
				parameters[name] = fromModel(name);
			}
			const answer = await read({ ...parameters, resource, operation }, args);
			expect(answer).toContain('"status":"success"');
			expect(answer).not.toContain('"binary"');
		},
		LONG,
	);

	it(
		'takes ids that were stored while they were chosen from a list',
		async () => {
			const { sandbox } = world();
			const { message_id } = await sandbox.receive(INBOX, {
				from: 'cara@example.com',
				subject: 'Stored',
			});
			const stored = { __rl: true, mode: 'list', value: message_id, cachedResultName: 'Stored' };
			const answer = await read({
				resource: 'message',
				operation: 'get',
				inboxId: byId(INBOX),
				messageId: stored,
			});
			expect(answer).toContain('Stored');
		},
		LONG,
	);

	const wrong: Array<[string, object, RegExp]> = [
		[
			'a thread that does not exist',
			{ resource: 'thread', operation: 'get', threadId: 'nope' },
			/The thread \\?"nope\\?" was not found\. It may have been deleted.*Look it up in a list/,
		],
		[
			'a thread id for a message',
			{ resource: 'message', operation: 'get', inboxId: byId(INBOX), messageId: 'a-thread-id' },
			/is not a message ID.*Use message_id/,
		],
		[
			'an address that is none',
			{ resource: 'message', operation: 'send', inboxId: byId(INBOX), to: 'jane', text: 'Hi' },
			/\\?"jane\\?" is not an email address\. Enter one such as jane@example\.com/,
		],
		[
			'what its profile forbids',
			{
				resource: 'message',
				operation: 'send',
				inboxId: byId(INBOX),
				to: 'jane@example.com',
				text: 'Hi',
				agentProfile: 'readOnly',
				agentWorksIn: byId(INBOX),
			},
			/This tool may only read email; it cannot send/,
		],
		[
			'an inbox that is not its own',
			{
				resource: 'message',
				operation: 'getAll',
				inboxId: byId('boss@agentmail.to'),
				agentProfile: 'readOnly',
				agentWorksIn: byId(INBOX),
			},
			/works only in the inbox support@agentmail\.to/,
		],
	];

	it.each(wrong)(
		'the model reads what is wrong with %s',
		async (_what, parameters, sentence) => {
			const before = mailsTo(world()).length;
			expect(await read(parameters)).toMatch(sentence);
			expect(mailsTo(world())).toHaveLength(before);
		},
		LONG,
	);
}
