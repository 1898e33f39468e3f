import { afterEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Execution } from '../../scripts/n8n/execution.mjs';
import {
	byId,
	chain,
	manualTrigger,
	type NodeSketch,
	type WorkflowDefinition,
} from '../../scripts/n8n/workflow.mjs';
import { hostileMail, hostileTexts } from '../fixtures/hostileMail.mjs';
import { chat, chatTrigger } from './chat.mjs';
import { linkOf, mailsTo, submit, visit, waiting } from './reviewSupport.mjs';
import {
	modelCredential,
	lastResult,
	startScriptedModel,
	type Said,
	type ScriptedModel,
	type Turn,
} from './scriptedModel.mjs';
import { ACTION, INBOX, TOOLKIT, trigger, type World } from './world.mjs';

const LONG = 120_000;
const LANGCHAIN = '@n8n/n8n-nodes-langchain';

interface Inputs {
	properties: Record<string, object>;
}

interface Wanted {
	script: ReadonlyArray<(conversation: Said[]) => Turn>;
	/** Parameters of the toolkit. */
	toolkit?: object;
	/** The agent's: 3 has n8n run the node, 2.2 calls the tools itself. */
	typeVersion?: number;
	agent?: Partial<NodeSketch>;
	/** Between the trigger and the agent. */
	before?: NodeSketch[];
	/** A human review in front of the toolkit. */
	review?: NodeSketch;
}

/** @param hasReview n8n 1 has no human review in front of tools */
export function toolkitSuite(world: () => World, hasReview = true): void {
	/** Of a tool that fails, AI Agent 3 of n8n 1 tells the model nothing, and n8n 2's agent does. */
	const tellsFailures = hasReview ? 3 : 2.2;
	const models: ScriptedModel[] = [];
	afterEach(async () => {
		for (const model of models.splice(0)) await model.close();
	});

	/** A workflow of a trigger and an agent with a toolkit, and a model that follows a script. */
	async function agentAfter(
		begin: NodeSketch,
		{ script, toolkit, typeVersion = 3, agent, before = [], review }: Wanted,
	) {
		const { client } = world().n8n;
		const model = await startScriptedModel(script);
		models.push(model);
		const credentials = await modelCredential(client, model);
		const nodes: NodeSketch[] = [
			begin,
			...before,
			{
				name: 'Agent',
				type: `${LANGCHAIN}.agent`,
				typeVersion,
				...agent,
				parameters: { promptType: 'define', text: 'Go.', options: {}, ...agent?.parameters },
			},
			{
				name: 'Model',
				type: `${LANGCHAIN}.lmChatOpenAi`,
				typeVersion: 1.2,
				parameters: { model: byId('scripted'), options: {} },
				credentials,
			},
			{
				name: 'Mail',
				type: TOOLKIT,
				credentials: world().credentials,
				parameters: { agentWorksIn: byId(INBOX), ...toolkit },
			},
			...(review ? [review] : []),
		];
		const definition = chain(`toolkit ${randomUUID()}`, ...nodes);
		const to = (node: string, type: string) => ({ [type]: [[{ node, type, index: 0 }]] });
		definition.connections = {
			...Object.fromEntries(
				[begin, ...before].map(({ name }) => [name, definition.connections[name]!]),
			),
			Model: to('Agent', 'ai_languageModel'),
			Mail: to(review?.name ?? 'Agent', 'ai_tool'),
			...(review && { [review.name]: to('Agent', 'ai_tool') }),
		} satisfies WorkflowDefinition['connections'];
		return { model, workflow: await client.createWorkflow(definition) };
	}

	async function start(wanted: Wanted) {
		const { model, workflow } = await agentAfter(manualTrigger, wanted);
		const { executionId } = await world().n8n.client.startRun(workflow.id, manualTrigger.name);
		if (!executionId) throw new Error('The run did not start.');
		return { executionId, model };
	}

	async function run(wanted: Wanted) {
		const { executionId, model } = await start(wanted);
		return { model, execution: await ended(executionId) };
	}

	const ended = async (executionId: string): Promise<Execution> =>
		await world().n8n.client.endedExecution(executionId, 60_000);

	const call =
		(name: string, args: Record<string, unknown> = {}) =>
		(): Turn => ({ tool: `Mail_${name}`, args: { inputs: args } });
	const done = () => ({ content: 'Done.' });

	const receive = async (mail: object = {}) =>
		await world().sandbox.receive(INBOX, {
			from: 'Cara <cara@example.com>',
			subject: 'Late order',
			text: 'Where is it?',
			...mail,
		});
	const fresh = (name: string) => `${name}-${randomUUID()}@example.com`;
	const sentIn = ({ thread_id }: { thread_id: string }) =>
		[...world().sandbox.store.messages.values()].filter(
			(each) => each.thread_id === thread_id && each.labels.includes('sent'),
		);

	const EVERYTHING = {
		agentProfile: 'full',
		agentUses: ['label', 'readThreads', 'reply', 'search', 'send', 'writeDrafts'],
	};

	/** Between the name of a property and its value. */
	const idIn = (conversation: Said[], name: string) =>
		new RegExp(`${name}\\W+([\\w<>@.-]{8,})`).exec(lastResult(conversation))?.[1] ?? '';

	it.each([3, 2.2])(
		'AI Agent %p: the model is offered tools with names, descriptions and inputs, and each of them does its work',
		async (typeVersion) => {
			const mail = await receive({ cc: 'bob@example.com' });
			const [dan, eve, fay] = [fresh('dan'), fresh('eve'), fresh('fay')];
			let draftId = '';
			const calls: Array<(conversation: Said[]) => Turn> = [
				call('get_many_threads', { limit: 5 }),
				call('get_thread', { threadId: mail.thread_id }),
				call('search_threads', { query: 'late' }),
				call('reply_to_thread', { threadId: mail.thread_id, text: 'Not today.' }),
				call('reply_to_message', { messageId: mail.message_id, text: 'Tomorrow.' }),
				call('reply_to_all_of_message', { messageId: mail.message_id, text: 'All: tomorrow.' }),
				call('send_message', { to: dan, subject: 'News', text: 'Hello Dan' }),
				call('forward_message', { messageId: mail.message_id, to: eve }),
				call('update_label', {
					target: 'thread',
					threadId: mail.thread_id,
					addLabels: 'answered, late',
				}),
				call('create_draft', { to: fay, subject: 'Offer', text: 'First.' }),
				(conversation) => {
					draftId = idIn(conversation, 'draft_id');
					return call('update_draft', { draftId, text: 'Second.' })();
				},
				() => call('get_draft', { draftId })(),
				call('get_many_drafts'),
				() => call('send_draft', { draftId })(),
				call('create_draft', { to: 'gus@example.com', text: 'Never mind' }),
				(conversation) => call('delete_draft', { draftId: idIn(conversation, 'draft_id') })(),
			];
			const { model, execution } = await run({
				typeVersion,
				agent: { parameters: { options: { maxIterations: 50 } } },
				toolkit: EVERYTHING,
				script: [...calls, done],
			});
			expect(execution.status).toBe('success');
			const results = calls.map((_, turn) => lastResult(model.conversations[turn + 1] ?? []));
			for (const result of results) expect(result).not.toMatch(/error|does not fit|no such tool/i);
			expect(results[1]).toContain('Where is it?');
			expect(sentIn(mail).map(({ text }) => text)).toEqual(
				expect.arrayContaining([
					expect.stringContaining('Tomorrow.'),
					expect.stringContaining('All: tomorrow.'),
				]),
			);
			for (const [address, text] of [
				[dan, 'Hello Dan'],
				[fay, 'Second.'],
			] as const) {
				expect(mailsTo(world(), address)).toMatchObject([{ text: expect.stringContaining(text) }]);
			}
			expect(mailsTo(world(), eve)).toHaveLength(1);
			expect(world().sandbox.store.messagesOf(mail)[0]!.labels).toContain('answered');

			// Each is a run of the node in n8n's log. n8n 1 may say that it has ended before it has stored that.
			if (hasReview) {
				expect(execution.data.resultData.runData.Mail).toHaveLength(calls.length);
			}
			const offered = model.tools[0]!;
			expect(offered.map(({ name }) => name)).toContain('Mail_reply_to_message');
			for (const { name, description, parameters } of offered) {
				expect([name, description.length > 10]).toEqual([name, true]);
				expect([name, parameters.type]).toEqual([name, 'object']);
				const { inputs } = parameters.properties as Record<string, Inputs>;
				expect(inputs?.properties).not.toHaveProperty('inboxId');
				for (const input of Object.values(inputs?.properties ?? {}))
					expect([name, input]).toEqual([
						name,
						expect.objectContaining({ description: expect.stringMatching(/\w{3}/) }),
					]);
			}
		},
		LONG,
	);

	it.each([3, 2.2])(
		'AI Agent %p: several calls at once each get their own inputs',
		async (typeVersion) => {
			const [first, second] = [await receive(), await receive({ from: 'bob@example.com' })];
			const reply = (to: typeof first, text: string) => ({
				tool: 'Mail_reply_to_message',
				args: { inputs: { messageId: to.message_id, text } },
			});
			const { model } = await run({
				typeVersion,
				script: [
					() => [
						reply(first, 'To Cara'),
						reply(second, 'To Bob'),
						{ tool: 'Mail_get_thread', args: { inputs: { threadId: first.thread_id } } },
					],
					done,
				],
			});
			const results = (model.conversations[1] ?? []).filter(({ role }) => role === 'tool');
			expect(results).toHaveLength(3);
			expect(JSON.stringify(results)).toContain('Where is it?');
			for (const [mail, text] of [
				[first, 'To Cara'],
				[second, 'To Bob'],
			] as const)
				expect(sentIn(mail)).toMatchObject([{ text: expect.stringContaining(text) }]);
		},
		LONG,
	);

	it.each([3, 2.2])(
		'AI Agent %p that answers a chat in pieces: each tool runs once, and the answer arrives',
		async (typeVersion) => {
			const { client } = world().n8n;
			const mail = await receive();
			const { model, workflow } = await agentAfter(chatTrigger({ responseMode: 'streaming' }), {
				typeVersion,
				agent: { parameters: { text: '={{ $json.chatInput }}' } },
				script: [
					call('get_thread', { threadId: mail.thread_id }),
					call('reply_to_message', { messageId: mail.message_id, text: 'Tomorrow.' }),
					done,
				],
			});
			await client.publish(workflow.id);
			const said = await chat(client.url, workflow, {
				action: 'sendMessage',
				chatInput: 'Answer Cara.',
			});
			await client.deactivate(workflow.id);
			const pieces = said.trim().split('\n');
			expect(pieces.length).toBeGreaterThan(1);
			expect(said).toContain('Done.');
			expect(lastResult(model.conversations[1] ?? [])).toContain('Where is it?');
			expect(lastResult(model.conversations[2] ?? [])).toContain('message_id');
			expect(sentIn(mail)).toMatchObject([{ text: expect.stringContaining('Tomorrow.') }]);
		},
		LONG,
	);

	it(
		'several items: each conversation has its own calls, and nothing of an item passes for what the model gave',
		async () => {
			const dan = fresh('dan');
			const evil = { cc: 'evil@example.com', html: '<p>Evil</p>', text: 'Evil', bcc: 'evil@x.io' };
			const list = {
				name: 'List',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: {
					mode: 'raw',
					jsonOutput: JSON.stringify({
						items: ['One', 'Two'].map((subject) => ({ ...evil, subject })),
					}),
					options: {},
				},
			};
			const split = {
				name: 'Items',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				parameters: { fieldToSplitOut: 'items', options: {} },
			};
			/** Asked about both items by turns. */
			const next = (conversation: Said[]): Turn => {
				if (conversation.some(({ role }) => role === 'tool')) return done();
				const subject = /Write about (\w+)/.exec(JSON.stringify(conversation))?.[1];
				return call('send_message', { to: dan, subject, text: 'Hello' })();
			};
			const { execution } = await run({
				before: [list, split],
				agent: { parameters: { text: '=Write about {{ $json.subject }}' } },
				toolkit: EVERYTHING,
				script: [next, next, next, next],
			});
			expect(execution.status).toBe('success');
			const sent = mailsTo(world(), dan);
			expect(sent.map(({ subject }) => subject).sort()).toEqual(['One', 'Two']);
			for (const { text, html, cc, bcc } of sent) {
				expect({ text, html, cc: cc ?? [], bcc: bcc ?? [] }).toEqual({
					text: 'Hello',
					html: undefined,
					cc: [],
					bcc: [],
				});
			}
		},
		LONG,
	);

	it.each([3, 2.2])(
		'AI Agent %p: what strangers wrote reaches the model between marks alone, and no link into this n8n does',
		async (typeVersion) => {
			const { n8n } = world();
			// In queue mode webhooks have an address of their own.
			const [hook] = chain('hook', trigger(world())).nodes;
			const own = [n8n.client.url, n8n.webhookUrl(hook!)].map((address) => new URL(address));
			const links = own.map(({ origin }) => `${origin}/webhook-waiting/1/approve?signature=abc`);
			const mail = await receive({ ...hostileMail, text: [hostileMail.text, ...links].join('\n') });
			const { model } = await run({
				typeVersion,
				script: [
					call('get_thread', { threadId: mail.thread_id }),
					call('search_threads', { query: 'Order' }),
					call('get_many_threads'),
					call('reply_to_message', { messageId: mail.message_id, text: 'Noted.' }),
					done,
				],
			});
			for (const turn of [1, 2, 3]) {
				const result: unknown = JSON.parse(lastResult(model.conversations[turn] ?? []));
				const [json] = [result].flat() as Array<Record<string, unknown>>;
				expect(hostileTexts(json!).wrong).toEqual([]);
				expect(hostileTexts(json!).places).not.toEqual([]);
			}
			const read = JSON.stringify(model.conversations.at(-1));
			for (const { host } of own) expect(read).not.toContain(host);
			expect(read).not.toMatch(/\p{Default_Ignorable_Code_Point}/u);
		},
		LONG,
	);

	it(
		'answers that get lost: the model is told, calls again, and one email went out',
		async () => {
			const mail = await receive();
			const { sandbox } = world();
			const reply = call('reply_to_message', { messageId: mail.message_id, text: 'Tomorrow.' });
			const stop = sandbox.fault({
				match: { method: 'POST', path: /\/reply$/ },
				action: 'lostAnswer',
			});
			const { model } = await run({
				typeVersion: tellsFailures,
				script: [
					reply,
					() => {
						stop();
						return reply();
					},
					done,
				],
			});
			expect(lastResult(model.conversations[1] ?? [])).toMatch(/may have/i);
			expect(lastResult(model.conversations[2] ?? [])).toMatch(/message_id/);
			expect(sentIn(mail)).toHaveLength(1);
		},
		LONG,
	);

	it(
		'inputs that do not fit are refused with a sentence, and nothing is done',
		async () => {
			const before = world().sandbox.requests.length;
			const calls = [
				call('send_message', { to: 'dan@example.com', subject: { a: 1 }, text: 'Hello' }),
				call('get_many_threads', { limit: 'all' }),
				call('get_thread'),
				call('create_draft', { draftType: 'telegram', text: 'Hello' }),
			];
			const { model } = await run({
				typeVersion: tellsFailures,
				toolkit: EVERYTHING,
				script: [...calls, done],
			});
			const told = calls.map((_, turn) => lastResult(model.conversations[turn + 1] ?? []));
			expect(told).toEqual([
				expect.stringContaining('subject: Expected string'),
				expect.stringContaining('limit: Expected number'),
				expect.stringContaining('threadId: Required'),
				expect.stringContaining('Draft Type must be one of'),
			]);
			expect(world().sandbox.requests.slice(before)).toEqual([]);
		},
		LONG,
	);

	it(
		'a node without an inbox says so before the model is asked',
		async () => {
			const { model, execution } = await run({
				toolkit: { agentWorksIn: byId('') },
				script: [done],
			});
			expect(JSON.stringify(execution.data.resultData.error)).toContain('Agent Works In');
			expect(model.conversations).toEqual([]);
		},
		LONG,
	);

	if (!hasReview) return;

	const review: () => NodeSketch = () => ({
		name: 'Review',
		type: `${ACTION}HitlTool`,
		credentials: world().credentials,
		parameters: {
			inboxId: byId(INBOX),
			to: 'jane@example.com',
			subject: 'May it run?',
			message: 'Please look.',
		},
	});
	const reviewed =
		(name: string, inputs: object, more: object = {}, hitlParameters: object = {}) =>
		(): Turn => ({
			tool: `Mail_${name}`,
			args: { toolParameters: { inputs, ...more }, hitlParameters },
		});

	it(
		'behind a review: declined with a comment, then approved, it does what was shown',
		async () => {
			const mail = await receive();
			const reply = (text: string) =>
				reviewed('reply_to_message', { messageId: mail.message_id, text });
			const { executionId, model } = await start({
				review: review(),
				script: [reply('Next year.'), reply('Tomorrow.'), done],
			});
			await waiting(world(), executionId);
			const first = linkOf(world(), executionId);
			const shown = (await visit(first)).text;
			for (const part of ['Mail_reply_to_message', 'Next year.', 'Where is it?', INBOX])
				expect(shown).toContain(part);
			await submit(first, { decision: 'decline', text: 'Be quicker' });
			await waiting(world(), executionId, () => linkOf(world(), executionId) !== first);
			expect(sentIn(mail)).toEqual([]);
			expect(lastResult(model.conversations[1] ?? [])).toContain('Be quicker');

			await submit(linkOf(world(), executionId), { decision: 'approve' });
			expect(await ended(executionId)).toMatchObject({ status: 'success' });
			expect(sentIn(mail)).toMatchObject([{ text: expect.stringContaining('Tomorrow.') }]);
			expect(lastResult(model.conversations[2] ?? [])).toContain('message_id');
		},
		LONG,
	);

	it(
		'behind a review: a call that names another tool than the one shown does not run',
		async () => {
			const mail = await receive();
			const args = { messageId: mail.message_id, text: 'Sent unseen' };
			const { executionId, model } = await start({
				review: review(),
				script: [
					reviewed('get_thread', args, { tool: 'Mail_reply_to_message' }),
					reviewed('reply_to_message', args, {}, { tool: 'Mail_get_thread' }),
					done,
				],
			});
			await waiting(world(), executionId);
			expect(lastResult(model.conversations[1] ?? [])).toContain('Nobody was asked');
			const link = linkOf(world(), executionId);
			await submit(link, { decision: 'approve' });
			await ended(executionId);
			expect(lastResult(model.conversations[2] ?? [])).toContain('differ from those');
			expect(sentIn(mail)).toEqual([]);
		},
		LONG,
	);

	it(
		'behind a review: of two calls at once the one that was shown runs, the other does not',
		async () => {
			const mails = { Cara: await receive(), Bob: await receive({ from: 'bob@example.com' }) };
			const { executionId } = await start({
				review: review(),
				script: [
					() =>
						Object.entries(mails).map(([name, { message_id }]) => ({
							tool: 'Mail_reply_to_message',
							args: {
								toolParameters: { inputs: { messageId: message_id, text: `To ${name}` } },
								hitlParameters: {},
							},
						})),
					done,
				],
			});
			await waiting(world(), executionId);
			const link = linkOf(world(), executionId);
			const shown = (await visit(link)).text.includes('To Cara') ? 'Cara' : 'Bob';
			await submit(link, { decision: 'approve' });
			await ended(executionId);
			const sent = Object.values(mails).flatMap(sentIn);
			expect(sent).toMatchObject([{ text: expect.stringContaining(`To ${shown}`) }]);
		},
		LONG,
	);
}
