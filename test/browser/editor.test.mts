import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { Closing } from '../../scripts/closing.mjs';
import { CHROMIUM_MISSING, findChromium } from '../../scripts/n8n/chromium.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import {
	chain,
	nodeNamed,
	nodesOnCanvas,
	type WorkflowDefinition,
} from '../../scripts/n8n/workflow.mjs';
import { ACTION, PACKAGE, WEB_SOCKET_TRIGGER } from '../../scripts/nodeTypes.mjs';
import { openSandboxPage, type SandboxPage } from '../../scripts/sandboxPage.mjs';
import { sandboxCredential } from '../../scripts/stage.mjs';
import { runByHand, startTour, type Tour } from '../../scripts/tour.mjs';
import { picture } from './looks.mjs';

const TRIGGER = /\.agentMailTrigger$/;
const EXAMPLES = new URL('../../examples/', import.meta.url);
const SEARCHES = JSON.parse(
	readFileSync(new URL('../builders/searches.json', import.meta.url), 'utf8'),
) as Array<{ words: string }>;
const agent = { name: 'Agent', type: '@n8n/n8n-nodes-langchain.agent', typeVersion: 3.1 };

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);
if (!isHere) process.stderr.write(`The browser tests are skipped. ${CHROMIUM_MISSING}\n`);

(isHere ? describe : describe.skip)('in the editor of n8n', () => {
	const closing = new Closing();
	let tour: Tour;
	let visitor: SandboxPage;

	beforeAll(async () => {
		tour = await startTour({ log: (line) => void process.stderr.write(`${line}\n`) });
		closing.add(async () => await tour.stop());
		visitor = await openSandboxPage(tour.sandbox);
		closing.add(async () => await visitor.close());
	}, 20 * 60_000);
	afterAll(async () => await closing.closeAll(), 60_000);

	it('Settings > Community nodes lists the package', async () => {
		await tour.editor.openCommunityNodes();
		const cards = tour.editor.page.getByTestId('community-package-card');
		const card = cards.filter({ hasText: PACKAGE });
		expect(await card.innerText()).toContain('AgentMail Trigger');
	}, 60_000);

	it('plain words find the nodes for a workflow', async () => {
		await tour.editor.openNodeList();
		for (const { words } of SEARCHES) await tour.editor.findNode(words, 'AgentMail');
	}, 240_000);

	it('plain words find the nodes for an AI agent', async () => {
		const { id } = await tour.n8n.client.createWorkflow(chain('Agent', agent));
		await tour.editor.openWorkflow(id);
		await tour.editor.openNodeListOf('ai_tool');
		for (const { words } of SEARCHES) await tour.editor.findNode(words, 'AgentMail');
	}, 240_000);

	it('the credential shows that its connection works, and hides the key', async () => {
		const dialog = await tour.editor.openCredential(tour.credentials.agentMailApi.id);
		await dialog.getByText('Connection tested successfully').waitFor();
		expect(await dialog.innerText()).toContain('Base URL');
		expect(await dialog.innerHTML()).not.toContain(tour.sandbox.apiKey);
	}, 60_000);

	it('a credential that reaches no server says so in words', async () => {
		const { n8n, sandbox, editor } = tour;
		const content = sandboxCredential(sandbox, { baseUrl: 'http://127.0.0.1:1' });
		const { id } = await n8n.client.createCredential('Nowhere', 'agentMailApi', content);
		const dialog = await editor.openCredential(id);
		await dialog.getByText('More details').click();
		await dialog.getByText('Could not reach http://127.0.0.1:1: nothing answers there.').waitFor();
		await picture(editor.page, 'credential nowhere');
		expect(await dialog.innerText()).not.toContain('ECONNREFUSED');
	}, 60_000);

	it('the workflow shows its three nodes, each with what it does', async () => {
		await tour.editor.openWorkflow(tour.workflow.id);
		const canvas = tour.editor.page.getByTestId('canvas');
		const text = await canvas.innerText();
		expect(text).toContain('Email received');
		expect(text).toContain('message.received');
		expect(text).toContain('Acknowledge');
	}, 60_000);

	it('the trigger panel shows the events and inboxes to choose from', async () => {
		await tour.editor.openWorkflow(tour.workflow.id);
		const panel = await tour.editor.openNode('AgentMail Trigger');
		const text = await panel.innerText();
		for (const label of ['Events', 'Listen To', 'Inbox Names or IDs', 'Registration']) {
			expect(text).toContain(label);
		}
		expect(text).toContain('Message Received');
		await tour.editor.closeNode();
	}, 60_000);

	it('"Execute workflow" runs at once with the latest email', async () => {
		await tour.editor.openWorkflow(tour.workflow.id);
		const mail = await runByHand(tour);
		await tour.editor.openNode('Acknowledge');
		const input = tour.editor.page.getByTestId('ndv-input-panel');
		await input.getByText('Where is my order 1042?').first().waitFor();
		await tour.editor.closeNode();
		expect(tour.sandbox.store.messagesOf(mail)).toHaveLength(2);
	}, 60_000);

	it('the action panel lets a person pick an inbox from the list', async () => {
		const { editor, n8n, credentials, sandbox } = tour;
		const workflow = await n8n.client.createWorkflow({
			name: 'Pick an inbox',
			nodes: [
				{
					id: 'a5d58f6e-6c39-4b0e-9ab3-7a1c9a3c0d55',
					name: 'List mail',
					type: ACTION,
					typeVersion: 1,
					position: [0, 0],
					parameters: { resource: 'message', operation: 'getAll' },
					credentials,
				},
			],
			connections: {},
		});
		await editor.openWorkflow(workflow.id);
		const panel = await editor.openNode('List mail');
		expect(await panel.innerText()).toContain('Return All');
		const choices = await (await editor.openPicker('inboxId')).allInnerTexts();
		const inboxes = [...sandbox.store.inboxes.keys()];
		expect(choices).toHaveLength(inboxes.length);
		await editor.page.keyboard.press('Escape');
	}, 60_000);

	it('the trigger shows its address where a person has to enter it in AgentMail, and only there', async () => {
		const { editor, n8n } = tour;
		const { page } = editor;
		await editor.openWorkflow(tour.workflow.id);
		const panel = await editor.openNode('AgentMail Trigger');
		await expectHelpNamesButton(page);
		const addresses = page.getByText('Webhook URLs', { exact: true });
		expect(await addresses.count()).toBe(0);
		await editor.choose('registration', 'Manual');
		await panel.getByText('choose “Production URL” and copy it').waitFor();
		await addresses.click();
		await page.getByTestId('radio-button-production').click();
		const { webhookId } = nodeNamed(tour.workflow, 'AgentMail Trigger');
		await page.getByText(`${n8n.url}/webhook/${webhookId}/webhook`).waitFor();
		await picture(page, 'editor manual registration');
		await editor.choose('registration', 'Automatic');
		await addresses.waitFor({ state: 'detached' });
		await editor.closeNode();
	}, 60_000);

	it('the WebSocket trigger listens at a click, and shows the mail that arrives', async () => {
		const { editor, n8n, credentials, sandbox } = tour;
		const type = WEB_SOCKET_TRIGGER;
		const { id } = await n8n.client.createWorkflow(
			chain('By WebSocket', {
				name: 'AgentMail WebSocket Trigger',
				type,
				credentials,
				parameters: { options: { testWith: 'next' } },
			}),
		);
		await editor.openWorkflow(id);
		await editor.openNode('AgentMail WebSocket Trigger');
		await expectHelpNamesButton(editor.page);
		await editor.page.getByTestId('node-execute-button').click();
		await waitUntil('the subscription', async () => sandbox.sockets.subscriptions[0]);
		const mail = await sandbox.receive('support@agentmail.to', {
			from: 'Jane Doe <jane@example.com>',
			subject: 'By WebSocket',
			text: 'No address needed.',
		});
		expect(await editor.output()).toMatchObject([{ message_id: mail.message_id }]);
		await picture(editor.page, 'editor websocket');
		await editor.closeNode();
		await waitUntil('the end of listening', async () => sandbox.sockets.open === 0 || undefined);
	}, 60_000);

	it.each(readdirSync(EXAMPLES).filter((file) => file.endsWith('.json')))(
		'%s can be pasted onto a new canvas, where n8n marks what is missing',
		async (file) => {
			const { editor, n8n } = tour;
			const text = readFileSync(new URL(file, EXAMPLES), 'utf8');
			const workflow = JSON.parse(text) as WorkflowDefinition;
			await editor.openNewWorkflow();
			const id = await editor.paste(text);
			const shown = nodesOnCanvas(workflow).map(({ name }) => name);
			expect((await editor.nodeNames()).sort()).toEqual(shown.sort());
			const notes = editor.page.getByTestId('sticky');
			expect(await notes.count()).toBe(workflow.nodes.length - shown.length);
			await picture(editor.page, `editor ${file}`);
			expect(await editor.issues()).toEqual(missingIn(workflow));
			expect(await editor.complaints()).toEqual([]);
			// Of two copies with the same address n8n publishes only one.
			const saved = (await n8n.client.workflow(id)).nodes.filter(({ type }) => TRIGGER.test(type));
			for (const { webhookId } of saved) {
				expect(webhookId).toEqual(expect.any(String));
				expect(text).not.toContain(webhookId);
			}
		},
		60_000,
	);

	it('a person pastes an example, publishes it, writes a mail at the sandbox, and sees the answer and the run', async () => {
		const { editor, n8n, sandbox, credentials } = tour;
		// The newest is the one that n8n puts into what is pasted.
		const wrong = sandboxCredential(sandbox, { apiKey: 'am_us_of_nobody' });
		await n8n.client.createCredential('Another account', 'agentMailApi', wrong);
		await editor.openNewWorkflow();
		await editor.paste(readFileSync(new URL('support-auto-reply.json', EXAMPLES), 'utf8'));
		await editor.openNode('AgentMail Trigger');
		const noInboxes = editor.page.locator('input[value^="Error fetching options"]');
		await noInboxes.waitFor();
		const inboxes = editor.page.waitForResponse(/dynamic-node-parameters\/options$/);
		await editor.chooseCredential(credentials.agentMailApi.name);
		await inboxes;
		await noInboxes.waitFor({ state: 'detached' });
		await editor.choose('inboxIds', 'Billing (billing@agentmail.to)');
		await picture(editor.page, 'story trigger');
		await editor.closeNode();
		for (const node of ['Acknowledge', 'Label as answered']) {
			await editor.openNode(node);
			await editor.chooseCredential(credentials.agentMailApi.name);
			await editor.closeNode();
		}
		expect(await editor.publish()).toContain('runs on every chosen AgentMail event');

		const { page, errors } = visitor;
		await page.getByRole('link', { name: 'Webhooks' }).click();
		await page.getByText('Listening since').waitFor();
		await picture(page, 'story webhook');
		await write(page, 'billing@agentmail.to', 'Where is my order?', 'Hi, where is my order?');
		const mails = page.getByRole('list', { name: 'Emails of this thread' }).locator('> li');
		await mails.filter({ hasText: 'Hello Jane Doe,' }).waitFor();
		expect(await mails.allInnerTexts()).toEqual([
			expect.stringContaining('Hi, where is my order?'),
			expect.stringContaining('Thank you for your email about "Where is my order?"'),
		]);
		const question = mails.first();
		await question.getByText('answered', { exact: true }).waitFor();
		await question.getByText('Delivered to n8n').waitFor();
		await question.getByRole('link', { name: 'receipt.txt' }).waitFor();
		await picture(page, 'story answered');
		await page.getByLabel('Write again as the customer').fill('It is order 1042.');
		await page.getByRole('button', { name: 'Send email' }).click();
		await mails.nth(3).waitFor();
		await picture(page, 'story conversation');
		expect(errors).toEqual([]);

		const runs = await editor.openExecutions();
		await runs.filter({ hasText: 'Succeeded in' }).nth(1).waitFor();
		expect(await runs.count()).toBe(2);
		await picture(editor.page, 'story executions');
	}, 180_000);

	it('a delivery is sent again at a click', async () => {
		const { page } = visitor;
		const [delivery] = [...tour.sandbox.store.deliveries.values()].reverse();
		const before = delivery!.attempts.length;
		await page.getByRole('link', { name: 'Webhooks' }).click();
		await page.getByRole('button', { name: 'Deliver again' }).first().click();
		const attempts = page.locator('.delivery').first().getByRole('list', { name: 'Attempts' });
		await attempts.locator('li').nth(before).waitFor();
		await picture(page, 'story redelivered');
	}, 60_000);

	it('nothing in the editor broke on the way', () => {
		expect(tour.editor.errors).toEqual([]);
	});
});

/** What n8n says of each node that is not filled in. */
function missingIn({ nodes }: WorkflowDefinition): Record<string, string> {
	const missing = nodes.flatMap(({ name, parameters, disabled }) => {
		const [field] = [
			name === 'Model' && 'Credentials for OpenAI Chat Model are not set.',
			disabled || !isEmpty(parameters.inboxIds) || 'Parameter "Inbox Names or IDs" is required.',
			!isEmpty(parameters.inboxId) || 'Parameter "Inbox" is required.',
			parameters.reviewers !== '' || 'Parameter "Reviewers" is required.',
			parameters.operation !== 'sendAndWait' ||
				parameters.to !== '' ||
				'Parameter "To" is required.',
		].filter((issue) => typeof issue === 'string');
		return field ? [[name, `Issues\n\n${field}`]] : [];
	});
	return Object.fromEntries(missing) as Record<string, string>;
}

/** An empty list, or a picker of which nothing is chosen. */
const isEmpty = (value: unknown) =>
	JSON.stringify(value) === '[]' ||
	(typeof value === 'object' && value !== null && Reflect.get(value, 'value') === '');

/** In the open panel of a trigger. */
async function expectHelpNamesButton(page: Page): Promise<void> {
	await page.getByText('When will this node trigger my flow?').click();
	const help = await page.getByText(/While building your workflow, click/).innerText();
	const button = await page.getByTestId('trigger-execute-button').innerText();
	expect(help).toContain(`click “${button.trim()}”`);
}

async function write(page: Page, inbox: string, subject: string, text: string): Promise<void> {
	await page.getByRole('button', { name: 'Write as a customer' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('To').selectOption(inbox);
	await dialog.getByLabel('Subject').fill(subject);
	await dialog.getByLabel('Message').fill(text);
	await dialog.getByLabel('Attachments').setInputFiles({
		name: 'receipt.txt',
		mimeType: 'text/plain',
		buffer: Buffer.from('Order 1042'),
	});
	await picture(page, 'story written');
	await dialog.getByRole('button', { name: 'Send email' }).click();
	await dialog.waitFor({ state: 'hidden' });
}
