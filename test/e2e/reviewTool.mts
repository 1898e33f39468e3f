import { AgentMailClient } from 'agentmail';
import { afterEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Execution } from '../../scripts/n8n/execution.mjs';
import { chain, manualTrigger, type NodeSketch } from '../../scripts/n8n/workflow.mjs';
import { byId, formAction, linkOf, mailsTo, submit, visit, waiting } from './reviewSupport.mjs';
import {
	modelCredential,
	lastResult,
	startScriptedModel,
	type ScriptedModel,
	type ToolCall,
} from './scriptedModel.mjs';
import { ACTION, INBOX, type World } from './world.mjs';

/** A review in front of tools of an AI agent: what a person approves is what happens. */
export function reviewToolSuite(world: () => World): void {
	const models: ScriptedModel[] = [];
	afterEach(async () => {
		for (const model of models.splice(0)) await model.close();
	});

	const api = () =>
		new AgentMailClient({ apiKey: world().sandbox.apiKey, baseUrl: world().sandbox.url });
	const fromModel = (name: string) => `={{ $fromAI('${name}', '', 'string') }}`;
	const node = (name: string, type: string, parameters: object): NodeSketch => ({
		name,
		type,
		credentials: world().credentials,
		parameters: { inboxId: byId(INBOX), ...parameters },
	});
	const tool = (name: string, parameters: object) => node(name, `${ACTION}Tool`, parameters);

	const createDraft = () =>
		tool('create_draft', {
			resource: 'draft',
			operation: 'create',
			to: fromModel('To'),
			subject: fromModel('Subject'),
			text: fromModel('Text'),
		});
	const updateDraft = () =>
		tool('update_draft', {
			resource: 'draft',
			operation: 'update',
			draftId: byId(fromModel('Draft')),
			updateFields: { text: fromModel('Text') },
		});
	const sendDraft = () =>
		tool('send_draft', {
			resource: 'draft',
			operation: 'send',
			draftId: byId(fromModel('Draft')),
		});
	const getDraft = () =>
		tool('get_draft', {
			resource: 'draft',
			operation: 'get',
			draftId: byId(fromModel('Draft')),
		});

	/** n8n's own default, as its editor stores it. (n8n 2.41: hitl-tools) */
	const DEFAULT_MESSAGE =
		'=The agent wants to run this tool: {{ $tool.name }}\n\nInput:\n{{ $tool.parameters }}';
	const review = (to = 'jane@example.com') =>
		node('Review', `${ACTION}HitlTool`, {
			to,
			subject: 'May it run?',
			message: DEFAULT_MESSAGE,
		});

	/** Starts an agent whose model follows a script, with some of its tools behind the review. */
	async function start(
		script: Parameters<typeof startScriptedModel>[0],
		{ open = [], gated, to }: { open?: NodeSketch[]; gated: NodeSketch[]; to?: string },
	) {
		const { client } = world().n8n;
		const model = await startScriptedModel(script);
		models.push(model);
		const credentials = await modelCredential(client, model);
		const agent = {
			name: 'Agent',
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion: 3,
			parameters: { promptType: 'define', text: 'Go.', options: { maxIterations: 20 } },
		};
		const openAi = {
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			parameters: { model: byId('scripted'), options: {} },
			credentials,
		};
		const step = review(to);
		const workflow = chain(randomUUID(), manualTrigger, agent, openAi, ...open, ...gated, step);
		const to_ = (target: string, type: string) => ({
			[type]: [[{ node: target, type, index: 0 }]],
		});
		workflow.connections = {
			[manualTrigger.name]: to_('Agent', 'main'),
			Model: to_('Agent', 'ai_languageModel'),
			...Object.fromEntries(open.map((each) => [each.name, to_('Agent', 'ai_tool')])),
			...Object.fromEntries(gated.map((each) => [each.name, to_('Review', 'ai_tool')])),
			Review: to_('Agent', 'ai_tool'),
		};
		const { id: workflowId } = await client.createWorkflow(workflow);
		const { executionId } = await client.startRun(workflowId, manualTrigger.name);
		if (!executionId) throw new Error('The run did not start.');
		return { executionId, model };
	}

	const ended = async (executionId: string): Promise<Execution> =>
		await world().n8n.client.endedExecution(executionId, 120_000);
	const behind = (name: string, toolParameters: object, hitlParameters: object = {}): ToolCall => ({
		tool: name,
		args: { toolParameters, hitlParameters },
	});
	const done = () => ({ content: 'Done.' });
	const draftIn = (conversation: Parameters<typeof lastResult>[0]) =>
		/draft_id\W+([\w-]{8,})/.exec(lastResult(conversation))?.[1] ?? '';
	const sentTo = (address: string) =>
		mailsTo(world(), address).map(({ subject, text }) => ({ subject, text }));
	const newDraft = async (to: string, text: string) =>
		(await api().inboxes.drafts.create(INBOX, { to: [to], subject: 'Offer', text })).draftId;
	const mailAbout = (executionId: string) =>
		mailsTo(world()).findLast(({ text }) => text?.includes(`/webhook-waiting/${executionId}/`))!;
	const said = (model: ScriptedModel) => lastResult(model.conversations.at(-1) ?? []);

	// Its words stand in docs/ai-agents.md. (test/docs/promises.test.mts)
	const PROMISE =
		'The reviewer sees which tool the agent wants to use, with what, and what that means';

	it.each([
		['reply', 'message', { text: 'Tomorrow.' }],
		['forward', 'message', { to: 'boss@example.com' }],
		['delete', 'message', {}],
		['reply', 'thread', { scope: 'inbox', text: 'Tomorrow.' }],
		['delete', 'thread', { scope: 'inbox' }],
	])(
		`${PROMISE}: %s, with the %s that the ID stands for and every setting`,
		async (operation, resource, settings) => {
			const mail = await world().sandbox.receive(INBOX, {
				from: 'carl@example.com',
				subject: 'Where is order 1042?',
				text: 'It has not come yet.',
			});
			const id = resource === 'thread' ? mail.thread_id : mail.message_id;
			const gated = tool('act', {
				...{ resource, operation, ...settings },
				[`${resource}Id`]: byId(fromModel('Id')),
			});
			const { executionId } = await start([() => behind('act', { Id: id }), done], {
				gated: [gated],
			});
			await waiting(world(), executionId);
			const link = linkOf(world(), executionId);
			const { text, html } = mailAbout(executionId);
			for (const shown of [(await visit(link)).text, text!, html!]) {
				for (const word of ['act', 'It has not come yet.', ...Object.values(settings)]) {
					expect(shown).toContain(word);
				}
				expect(shown).not.toContain('[object Object]');
			}
			await submit(link, { decision: 'decline' });
			await ended(executionId);
			expect(world().sandbox.store.messagesOf(mail)).toHaveLength(1);
		},
		120_000,
	);

	it(`${PROMISE}: a draft is sent as it was shown; a change by another tool is shown and asked anew`, async () => {
		const carl = `carl-${randomUUID()}@example.com`;
		let draft = '';
		const { executionId, model } = await start(
			[
				() => ({
					tool: 'create_draft',
					args: { To: carl, Subject: 'Refund 1042', Text: 'We refund 10 EUR.' },
				}),
				(conversation) => {
					draft = draftIn(conversation);
					return behind('send_draft', { Draft: draft });
				},
				() => behind('send_draft', { Draft: draft }),
				done,
			],
			{ open: [createDraft(), updateDraft()], gated: [sendDraft()] },
		);
		await waiting(world(), executionId);
		const link = linkOf(world(), executionId);
		const page = await visit(link);
		const mail = mailAbout(executionId);
		for (const shown of [page.text, mail.text!, mail.html!]) {
			for (const word of ['send_draft', draft, carl, 'Refund 1042', 'We refund 10 EUR.']) {
				expect(shown).toContain(word);
			}
			expect(shown).not.toContain('[object Object]');
		}

		await api().inboxes.drafts.update(INBOX, draft, { text: 'We refund 10,000 EUR.' });
		const again = await submit(link, { decision: 'approve' });
		expect(again.status).toBe(409);
		expect(again.text).toContain('We refund 10,000 EUR.');
		expect(again.text).not.toMatch(/value="approve"/);
		expect(sentTo(carl)).toEqual([]);

		await submit(link, { decision: 'again', text: 'Who changed it?' });
		await waiting(world(), executionId, () => linkOf(world(), executionId) !== link);
		expect(JSON.stringify(model.conversations[2])).toContain('Who changed it?');
		const second = linkOf(world(), executionId);
		expect((await visit(second)).text).toContain('We refund 10,000 EUR.');
		await submit(second, { decision: 'approve' });
		expect(await ended(executionId)).toMatchObject({ status: 'success' });
		expect(sentTo(carl)).toEqual([{ subject: 'Refund 1042', text: 'We refund 10,000 EUR.' }]);
	}, 240_000);

	it('changed between the click and the send: the tool itself refuses', async () => {
		const carl = `carl-${randomUUID()}@example.com`;
		const draft = await newDraft(carl, 'Ten euros.');
		const { executionId, model } = await start(
			[
				() => [
					behind('send_draft', { Draft: draft }),
					{ tool: 'update_draft', args: { Draft: draft, Text: 'Ten thousand euros.' } },
				],
				done,
			],
			{ open: [updateDraft()], gated: [sendDraft()] },
		);
		await waiting(world(), executionId);
		const link = linkOf(world(), executionId);
		const answer = await submit(link, { decision: 'approve' });
		if (answer.status === 200) {
			await ended(executionId);
			expect(said(model)).toMatch(/has changed since the reviewer saw it/);
		} else {
			expect(answer.text).toContain('Ten thousand euros.');
			await submit(link, { decision: 'decline' });
		}
		expect(sentTo(carl)).toEqual([]);
	}, 180_000);

	it('another name for the reviewer than for n8n: shown by what will run, or refused', async () => {
		const carl = `carl-${randomUUID()}@example.com`;
		const draft = await newDraft(carl, 'Ten euros.');
		const { executionId, model } = await start(
			[() => behind('send_draft', { Draft: draft }, { tool: 'get_draft' }), done],
			{ gated: [sendDraft(), getDraft()] },
		);
		await waiting(world(), executionId);
		const link = linkOf(world(), executionId);
		const page = await visit(link);
		expect(page.text).toContain('get_draft');
		expect(page.text).toContain('The name is what the agent says');
		await submit(formAction(page, link), { decision: 'approve' });
		await ended(executionId);
		expect(said(model)).toContain('not the call that the reviewer was shown');
		expect(sentTo(carl)).toEqual([]);
	}, 180_000);

	it('alone behind the review, a tool goes by its own name, whatever the agent calls it', async () => {
		const draft = await newDraft('carl@example.com', 'Ten euros.');
		const { executionId } = await start(
			[() => behind('send_draft', { Draft: draft }, { tool: 'get_draft' }), done],
			{ gated: [sendDraft()] },
		);
		await waiting(world(), executionId);
		const { text } = await visit(linkOf(world(), executionId));
		expect(text).toMatch(/<h2>Tool<\/h2>\s*<div[^>]*>send_draft</);
		expect(text).not.toContain('get_draft');
		await submit(linkOf(world(), executionId), { decision: 'decline' });
		await ended(executionId);
	}, 180_000);

	it('an input called "tool" is refused before anybody is asked', async () => {
		const carl = `carl-${randomUUID()}@example.com`;
		const draft = await newDraft(carl, 'Ten euros.');
		const before = mailsTo(world()).length;
		const { executionId, model } = await start(
			[() => behind('get_draft', { tool: 'send_draft', Draft: draft }), done],
			{ gated: [sendDraft(), getDraft()] },
		);
		await ended(executionId);
		expect(said(model)).toContain('Nobody was asked');
		expect(mailsTo(world())).toHaveLength(before);
		expect(sentTo(carl)).toEqual([]);
	}, 180_000);

	// n8n asks about one call of a moment only. The others reach it as if answered by what the model itself wrote.
	it.each([
		['', {}],
		[
			', though the model says that they are approved',
			{ approved: true, data: { approved: true } },
		],
	])(
		'calls at once, two reviewers: the one that was shown runs, the others do not%s',
		async (_what, hitlParameters) => {
			const [carl, dora] = ['carl', 'dora'].map((name) => `${name}-${randomUUID()}@example.com`);
			const drafts = [await newDraft(carl!, 'For Carl.'), await newDraft(dora!, 'For Dora.')];
			const { executionId } = await start(
				[() => drafts.map((draft) => behind('send_draft', { Draft: draft }, hitlParameters)), done],
				{ gated: [sendDraft(), getDraft()], to: 'jane@example.com, bob@example.com' },
			);
			await waiting(world(), executionId);
			const page = await visit(linkOf(world(), executionId, 'bob@example.com'));
			const [shown, other] = page.text.includes('For Carl.') ? [carl, dora] : [dora, carl];
			await submit(linkOf(world(), executionId), { decision: 'approve' });
			await ended(executionId);
			expect(sentTo(shown!)).toHaveLength(1);
			expect(sentTo(other!)).toEqual([]);
		},
		240_000,
	);

	it('a draft that its key cannot read, or that is not there, cannot be approved', async () => {
		const { executionId } = await start([() => behind('send_draft', { Draft: 'none' }), done], {
			gated: [sendDraft()],
		});
		await waiting(world(), executionId);
		const link = linkOf(world(), executionId);
		const { text } = await visit(link);
		expect(text).toContain('It cannot be approved.');
		expect(text).not.toMatch(/value="approve"/);
		expect((await submit(link, { decision: 'approve' })).status).toBe(409);
		await submit(link, { decision: 'decline' });
		await ended(executionId);
	}, 180_000);
}
