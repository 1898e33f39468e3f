import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';
import type { Resource } from '../../nodes/AgentMail/operation/operation.js';
import {
	adminResources,
	mailResources,
	toolResources,
} from '../../nodes/AgentMail/resources/index.js';
import { outputOf, type Execution } from '../../scripts/n8n/execution.mjs';
import { connectToMcp, type McpConnection } from '../../scripts/n8n/mcp.mjs';
import type { Workflow, WorkflowDefinition } from '../../scripts/n8n/workflow.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { workflowCode } from '../../scripts/prompts.mjs';
import { linkOf, mailsTo, submit, waiting } from './reviewSupport.mjs';
import { modelCredential, lastResult, startScriptedModel, startWriter } from './scriptedModel.mjs';
import { ACTION, ADMIN, INBOX, PACKAGE, TOOL, type World } from './world.mjs';

const LONG = 120_000;
const MODEL = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
const NO_MODEL = { url: 'http://127.0.0.1:9' };

/** What people search for, and where they find us; not said where nodes with such names of their own fill the list. */
interface Search {
	words: string;
	workflow?: 'first' | 'listed';
	agent?: 'first' | 'listed';
}
const SEARCHES = JSON.parse(
	readFileSync(new URL('../builders/searches.json', import.meta.url), 'utf8'),
) as Search[];

const NAMES_EMAIL = /e-?mail|inbox|mailbox/;

const PAGE = readFileSync(new URL('../../docs/for-ai.md', import.meta.url), 'utf8');
const WORKFLOWS = [...PAGE.matchAll(/```json\n([^]*?)```/g)].map(
	([, json]) => JSON.parse(json ?? '') as WorkflowDefinition,
);

/** How n8n weighs what it finds for a word. (n8n 2.41: `@n8n/ai-utilities`, node-catalog/search-engine) */
const SEARCHED = [
	{ key: 'displayName', weight: 1.5 },
	{ key: 'name', weight: 1.3 },
	{ key: 'codex.alias', weight: 1 },
];
const scoreOf = (term: string, nodes: object[]): number =>
	sublimeSearch(term, nodes, SEARCHED)[0]?.score ?? 0;

/** The nodes with operations. */
const DEFINED = [
	[ACTION, mailResources],
	[ADMIN, adminResources],
	[TOOL, toolResources],
] as const;

/** What n8n's assistant gives its model. */
interface Definitions {
	definitions: Array<{ nodeType: string; content: string }>;
}

/** n8n's own MCP server, by which AI assistants find nodes, read about them, and build workflows. */
export function buildersSuite(world: () => World): void {
	let n8n: McpConnection;

	beforeAll(async () => {
		const { client } = world().n8n;
		n8n = await connectToMcp(`${client.url}/mcp-server/http`, await client.openMcpServer());
	}, LONG);
	afterAll(async () => await n8n.close());

	it.each(DEFINED)('%s: each operation is in the definition, whole', async (nodeId, resources) => {
		const { text } = await n8n.call('get_node_types', { nodeIds: [{ nodeId }] });
		expectWhole(text, resources);
	});

	it(
		"n8n's assistant gets each operation of each node, whole",
		async () => {
			const { client } = world().n8n;
			const look = (type: string) => () => ({
				tool: 'nodes',
				args: { action: 'type-definition', nodeTypes: [type] },
			});
			const model = await startScriptedModel([
				...DEFINED.map(([type]) => look(type)),
				() => ({ content: 'I have read them.' }),
			]);
			await client.giveAssistant(model);
			await client.askAssistant('What can the AgentMail nodes do?');
			await model.close();
			expect(model.conversations).toHaveLength(DEFINED.length + 1);
			DEFINED.forEach(([type, resources], at) => {
				const read = JSON.parse(lastResult(model.conversations[at + 1]!)) as Definitions;
				expect(read.definitions.map(({ nodeType }) => nodeType)).toEqual([type]);
				expectWhole(read.definitions[0]!.content, resources);
			});
		},
		LONG,
	);

	function expectWhole(definition: string, resources: readonly Resource[]): void {
		for (const { value: resource, operations } of resources) {
			for (const [operation, { description }] of Object.entries(operations)) {
				const at = `resource: '${resource}';\n  operation: '${operation}';`;
				const [before = '', after = ''] = definition.split(at);
				expect([at, before.split('export type ').at(-1)]).toEqual([
					at,
					expect.stringContaining(description),
				]);
				expect([at, after.includes('\n};')]).toEqual([at, true]);
			}
		}
	}

	it('plain words find the nodes, for workflows and for agents', async () => {
		const found = { workflow: await foundBy(), agent: await foundBy('agentTool') };
		for (const use of ['workflow', 'agent'] as const) {
			const places = SEARCHES.map(({ words, [use]: wanted }) => {
				const ids = found[use].get(words) ?? [];
				const place = ids.findIndex((id) => id.startsWith(`${PACKAGE}.`));
				return { words, wanted, isThere: wanted === 'first' ? place === 0 : place >= 0 };
			});
			expect(places.filter(({ wanted, isThere }) => wanted && !isThere)).toEqual([]);
		}
	});

	it('where they do not, the five places are taken by nodes that no alias can outweigh', async () => {
		const types = await world().n8n.client.nodeTypes();
		const found = { workflow: await foundBy(), agent: await foundBy('agentTool') };
		for (const use of ['workflow', 'agent'] as const) {
			for (const { words, [use]: wanted } of SEARCHES) {
				if (wanted || !NAMES_EMAIL.test(words)) continue;
				const others = found[use].get(words) ?? [];
				expect([words, others.length]).toEqual([words, 5]);
				const terms = words.split(' ').filter(({ length }) => length > 1);
				const scores = others.map((id) => {
					const named = types.filter(({ name }) => name === id);
					return Math.max(...terms.map((term) => scoreOf(term, named)));
				});
				const best = Math.max(
					...terms.map((term) => scoreOf(term, [{ codex: { alias: [term] } }])),
				);
				expect([words, scores.filter((score) => score < best)]).toEqual([words, []]);
			}
		}
	});

	it(
		"n8n's assistant, which gets ten nodes, finds one by all words that name email or an inbox",
		async () => {
			const named = SEARCHES.map(({ words }) => words).filter(
				// "Trigger" finds what n8n calls Trigger and little else, its own Email Trigger not either.
				(words) => NAMES_EMAIL.test(words) && !/trigger/.test(words),
			);
			const model = await startScriptedModel([
				() => named.map((query) => ({ tool: 'nodes', args: { action: 'search', query } })),
				() => ({ content: 'I have found them.' }),
			]);
			const { client } = world().n8n;
			await client.giveAssistant(model);
			await client.askAssistant('Which nodes are there for email?');
			await model.close();
			const results = model.conversations[1]!.filter(({ role }) => role === 'tool');
			const lists = results.map(({ content }) => JSON.stringify(content));
			expect(lists).toHaveLength(named.length);
			expect(named.filter((_, at) => !lists[at]!.includes(`${PACKAGE}.`))).toEqual([]);
		},
		LONG,
	);

	/** The nodes that n8n lists for each of the searches, the best first. */
	async function foundBy(usage?: string): Promise<Map<string, string[]>> {
		const queries = SEARCHES.map(({ words }) => words);
		const { text } = await n8n.call('search_nodes', { queries, ...(usage && { usage }) });
		return new Map(
			text.split(/^## "/m).map((part) => {
				const [words = ''] = part.split('"\n');
				return [words, [...part.matchAll(/^- (\S+\.\w+)/gm)].map(([, id]) => id ?? '')];
			}),
		);
	}

	/**
	 * What a builder does with a workflow that it has written. The rest is done by the person, who picks credentials; the
	 * scripted model speaks OpenAI's older form.
	 */
	async function built(prompt: string, model = NO_MODEL): Promise<Workflow> {
		const code = workflowCode(prompt);
		const checked = await n8n.call('validate_workflow', { code });
		expect(checked.data).toMatchObject({ valid: true });
		const made = await n8n.call('create_workflow_from_code', { code, versionName: prompt });
		expect(made.data).toMatchObject({ workflowId: expect.any(String) });
		const { client } = world().n8n;
		const workflow = await client.workflow(String(made.data.workflowId));
		for (const node of workflow.nodes) {
			if (node.type.startsWith(`${PACKAGE}.`)) node.credentials = world().credentials;
			if (node.type !== MODEL) continue;
			node.credentials = await modelCredential(client, model);
			node.parameters.responsesApiEnabled = false;
		}
		return await client.updateWorkflow(workflow.id, { nodes: workflow.nodes });
	}

	async function published(prompt: string, model = NO_MODEL): Promise<Workflow> {
		const workflow = await built(prompt, model);
		await world().n8n.client.publish(workflow.id);
		return workflow;
	}

	/** The one run that a published workflow had; it is unpublished, so that it takes no email of the others. */
	async function theRun({ id }: Workflow): Promise<Execution> {
		const { client } = world().n8n;
		const [execution] = await client.endedExecutions(id, 1, LONG);
		await client.deactivate(id);
		return succeeded(execution);
	}

	function succeeded(execution?: Execution): Execution {
		if (execution?.status === 'success') return execution;
		throw new Error(execution?.data.resultData.error?.message ?? execution?.status);
	}

	it.each(WORKFLOWS)(
		'$name, on the page for models, can be imported and published',
		async ({ name, nodes, connections }) => {
			const { client } = world().n8n;
			const credentials = {
				...world().credentials,
				...(await modelCredential(client, NO_MODEL)),
			};
			const types = (await client.nodeTypes()) as unknown as INodeTypeDescription[];
			const imported = nodes.map((node) => ({
				...node,
				id: randomUUID(),
				webhookId: randomUUID(),
				credentials,
			}));
			for (const node of imported) {
				const type = types.find(
					({ name: known, version }) =>
						known === node.type && [version].flat().includes(node.typeVersion),
				)!;
				const issues = NodeHelpers.getNodeParametersIssues(
					type.properties,
					node as unknown as INode,
					type,
				);
				expect({ [node.name]: issues }).toEqual({ [node.name]: null });
			}
			const workflow = await client.createWorkflow({ name, nodes: imported, connections });
			const starts = imported.some(({ type }) => /(?<!manual)Trigger$/i.test(type));
			if (starts) await client.publish(workflow.id);
			if (starts) await client.deactivate(workflow.id);
			expect(WORKFLOWS).toHaveLength(5);
		},
		LONG,
	);

	const customer = { from: 'Jane Doe <jane@example.com>', subject: 'Hello', text: 'A question.' };

	it(
		'auto-reply: answers in the conversation and labels the email',
		async () => {
			const { sandbox } = world();
			const workflow = await published('auto-reply');
			const mail = await sandbox.receive(INBOX, customer);
			await theRun(workflow);
			const [question, answer, ...more] = sandbox.store.messagesOf(mail);
			expect(question?.labels).toContain('answered');
			expect(answer).toMatchObject({ in_reply_to: mail.message_id });
			expect(answer?.text).toContain('within a day');
			expect(answer?.to.join()).toContain('jane@example.com');
			expect(more).toEqual([]);
		},
		LONG,
	);

	it.each(['approve', 'decline'] as const)(
		'triage-with-approval: %s',
		async (decision) => {
			const { sandbox, n8n: server } = world();
			const model = await startWriter('Dear Jane, we look into it.');
			const workflow = await published('triage-with-approval', model);
			const mail = await sandbox.receive(INBOX, { ...customer, subject: `Triage: ${decision}` });
			const paused = await waitUntil('the workflow to ask', async () => {
				const [run] = await server.client.executions(workflow.id);
				return run;
			});
			await waiting(world(), paused.id);
			expect(sandbox.store.messagesOf(mail)).toHaveLength(1);
			expect(JSON.stringify(model.conversations)).toContain('A question.');
			await submit(linkOf(world(), paused.id, 'boss@example.com'), { decision });
			await theRun(workflow);
			await model.close();
			const [question, answer, ...more] = sandbox.store.messagesOf(mail);
			const isApproved = decision === 'approve';
			expect(question?.labels.includes('declined')).toBe(!isApproved);
			expect(question?.labels.includes('sent-by-ai')).toBe(isApproved);
			expect(answer?.text).toEqual(isApproved ? 'Dear Jane, we look into it.' : undefined);
			expect(more).toEqual([]);
		},
		LONG,
	);

	it(
		'digest: one email with what came in, nothing of what went out, and none on a quiet day',
		async () => {
			const { sandbox, n8n: server } = world();
			sandbox.reset();
			const { inbox_id } = sandbox.createInbox({ username: 'elsewhere' });
			const workflow = await built('digest');
			await sandbox.receive(inbox_id, { ...customer, subject: 'Elsewhere' });
			await send({ to: ['jane@example.com'], subject: 'Sent', text: 'Hi' });
			const before = mailsTo(world()).length;
			succeeded(await server.client.run(workflow.id, 'Every Morning at 8'));
			expect(mailsTo(world())).toHaveLength(before);
			await sandbox.receive(INBOX, { ...customer, subject: 'First of the day' });
			await sandbox.receive(INBOX, { ...customer, subject: 'Second of the day' });
			succeeded(await server.client.run(workflow.id, 'Every Morning at 8'));
			const digests = mailsTo(world()).slice(before);
			expect(digests).toHaveLength(1);
			const { text = '' } = digests[0]!;
			expect(text).toMatch(/jane@example\.com.*First of the day/);
			expect(text).toContain('Second of the day');
			expect(text).not.toMatch(/Elsewhere|Sent/);
		},
		LONG,
	);

	it(
		'lead-with-attachment: the files go on with name and address, the sender is thanked',
		async () => {
			const { sandbox } = world();
			const { inbox_id } = sandbox.createInbox({ username: 'sales' });
			const workflow = await published('lead-with-attachment');
			const file = (filename: string) => ({
				filename,
				content_type: 'text/plain',
				content: Buffer.from(filename).toString('base64'),
			});
			const attachments = [file('plan.txt'), file('prices.txt')];
			await sandbox.receive(inbox_id, { ...customer, subject: 'No file' });
			const mail = await sandbox.receive(inbox_id, { ...customer, attachments });
			await theRun(workflow);
			const [sent] = mailsTo(world(), 'crm@example.com');
			const names = sent?.attachments?.map(({ filename }) => filename);
			expect(names?.sort()).toEqual(['plan.txt', 'prices.txt']);
			expect(sent?.text).toContain('Jane Doe');
			expect(sent?.text).toContain('jane@example.com');
			const [, thanks, ...more] = sandbox.store.messagesOf(mail);
			expect(thanks?.text).toContain('thank you');
			expect(more).toEqual([]);
		},
		LONG,
	);

	it(
		'agent-with-tools: reads, replies to whoever wrote, and reaches nothing else',
		async () => {
			const { sandbox } = world();
			const boss = sandbox.createInbox({ username: 'boss' });
			const secret = await sandbox.receive(boss.inbox_id, { ...customer, subject: 'Secret' });
			const elsewhere = { thread_id: secret.thread_id, inbox_id: boss.inbox_id };
			const model = await startScriptedModel([
				() => ({ tool: 'Read_Conversation', args: {} }),
				() => ({ tool: 'Read_Conversation', args: elsewhere }),
				() => ({
					tool: 'Reply_to_Sender',
					args: { reply: 'Gladly.', to: 'evil@example.com' },
				}),
				() => ({ content: 'Done.' }),
			]);
			const workflow = await published('agent-with-tools', model);
			const mail = await sandbox.receive(INBOX, { ...customer, subject: 'For the agent' });
			await theRun(workflow);
			await model.close();
			expect(lastResult(model.conversations[1]!)).toContain('A question.');
			expect(lastResult(model.conversations[2]!)).not.toContain('Secret');
			expect(lastResult(model.conversations[3]!)).toContain('message_id');
			const [, answer, ...more] = sandbox.store.messagesOf(mail);
			expect(answer).toMatchObject({ text: 'Gladly.', in_reply_to: mail.message_id });
			expect(answer?.to.join()).toContain('jane@example.com');
			expect(more).toEqual([]);
			expect(mailsTo(world(), 'evil@example.com')).toEqual([]);
		},
		LONG,
	);

	it(
		'follow-up: reminds of what nobody has answered, once',
		async () => {
			const { sandbox, n8n: server } = world();
			const offer = async (subject: string) =>
				await send({ to: ['jane@example.com'], subject, text: 'Buy it.', labels: ['offer'] });
			const open = await offer('Open offer');
			const answered = await offer('Answered offer');
			await sandbox.receive(INBOX, { ...customer, in_reply_to: answered.message_id });
			const workflow = await built('follow-up');
			succeeded(await server.client.run(workflow.id, 'Weekdays at 9'));
			succeeded(await server.client.run(workflow.id, 'Weekdays at 9'));
			const of = ({ thread_id }: { thread_id: string }) =>
				[...sandbox.store.messages.values()].filter((each) => each.thread_id === thread_id);
			expect(of(open)).toHaveLength(2);
			expect(of(open)[1]?.text).toContain('our offer');
			expect(of(open)[1]?.to.join()).toContain('jane@example.com');
			expect(of(answered)).toHaveLength(2);
		},
		LONG,
	);

	const labelsOf = ({ message_id }: { message_id: string }) =>
		[...world().sandbox.store.messages.values()].find((each) => each.message_id === message_id)
			?.labels;

	/** Something else than the workflow sends. */
	async function send(body: object): Promise<{ message_id: string; thread_id: string }> {
		const { url, apiKey } = world().sandbox;
		const answer = await fetch(`${url}/v0/inboxes/${INBOX}/messages/send`, {
			method: 'POST',
			headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		return (await answer.json()) as { message_id: string; thread_id: string };
	}

	it(
		'bounces: labels the email and tells the team',
		async () => {
			const workflow = await published('bounces');
			const sent = await send({ to: ['bounce@example.com'], subject: 'Hi', text: 'Hi' });
			const run = await theRun(workflow);
			expect(labelsOf(sent)).toContain('bounced');
			const [{ json: bounce } = { json: {} }] = outputOf(run, 'Email Bounced');
			const [told, ...more] = mailsTo(world(), 'ops@example.com');
			expect(told?.text).toContain('bounce@example.com');
			expect(told?.text).toContain(String(bounce.type));
			expect(told?.text).toContain(String(bounce.sub_type));
			expect(more).toEqual([]);
		},
		LONG,
	);

	it(
		'invoices: forwards what the supplier sends, with its file',
		async () => {
			const { sandbox } = world();
			const workflow = await published('invoices');
			const attachments = [
				{ filename: 'invoice.pdf', content_type: 'application/pdf', content: 'JVBERg==' },
			];
			await sandbox.receive(INBOX, { ...customer, attachments, subject: 'Not an invoice' });
			const mail = await sandbox.receive(INBOX, {
				from: 'no-reply@supplier.example.com',
				subject: 'Invoice 17',
				text: 'Please pay.',
				attachments,
			});
			await theRun(workflow);
			const forwarded = mailsTo(world(), 'accounting@example.com');
			expect(forwarded).toHaveLength(1);
			expect(forwarded[0]?.subject).toContain('Invoice 17');
			expect(forwarded[0]?.attachments?.[0]?.filename).toBe('invoice.pdf');
			expect(labelsOf(mail)).toContain('invoice');
		},
		LONG,
	);

	it(
		'onboarding: makes space, inbox and welcome once, however often the shop posts',
		async () => {
			const { sandbox, n8n: server } = world();
			const workflow = await published('onboarding');
			const hook = workflow.nodes.find(({ name }) => name === 'New Customer')!;
			const post = async () =>
				await fetch(`${server.client.url}/webhook/${String(hook.parameters.path)}`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ company: 'Acme', email: 'jane@acme.example.com' }),
				});
			await post();
			await post();
			const runs = await server.client.endedExecutions(workflow.id, 2, LONG);
			runs.forEach(succeeded);
			await server.client.deactivate(workflow.id);
			const [welcome, ...more] = mailsTo(world(), 'jane@acme.example.com');
			expect(more).toEqual([]);
			const inbox = sandbox.store.inboxes.get(welcome!.inbox_id);
			const pods = [...sandbox.store.pods.values()].filter(({ name }) => name === 'Acme');
			expect(pods.map(({ pod_id }) => pod_id)).toEqual([inbox?.pod_id]);
		},
		LONG,
	);

	it(
		'sign-up-code: waits for the answer and reads the code',
		async () => {
			const { sandbox, n8n: server } = world();
			const workflow = await built('sign-up-code');
			const running = server.client.run(workflow.id, 'Click the Button');
			const request = await firstMailTo('sign-up@example.com');
			await sandbox.receive(request.inbox_id, {
				from: 'Service <sign-up@example.com>',
				subject: 'Welcome',
				text: 'Your code is 481516.',
			});
			const execution = succeeded(await running);
			expect(outputOf(execution, 'Read Code')[0]?.json).toEqual({ code: '481516' });
		},
		LONG,
	);

	async function firstMailTo(address: string) {
		return await waitUntil(`an email to ${address}`, async () => mailsTo(world(), address)[0], {
			timeoutMs: LONG,
		});
	}
}
