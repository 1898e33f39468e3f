import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHROMIUM_MISSING, findChromium } from '../../scripts/n8n/chromium.mjs';
import { runByHand, startTour, type Tour } from '../../scripts/tour.mjs';

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);
if (!isHere) process.stderr.write(`The browser tests are skipped. ${CHROMIUM_MISSING}\n`);

(isHere ? describe : describe.skip)('in the editor of n8n', () => {
	let tour: Tour;

	beforeAll(async () => {
		tour = await startTour({ log: (line) => void process.stderr.write(`${line}\n`) });
	}, 20 * 60_000);
	afterAll(async () => await tour?.stop(), 60_000);

	it('Settings > Community nodes lists the package', async () => {
		await tour.editor.openCommunityNodes();
		const cards = tour.editor.page.getByTestId('community-package-card');
		const card = cards.filter({ hasText: 'n8n-nodes-agentmail-plus' });
		expect(await card.innerText()).toContain('AgentMail Trigger');
	}, 60_000);

	it('the credential shows that its connection works, and hides the key', async () => {
		const dialog = await tour.editor.openCredential(tour.credentials.agentMailApi.id);
		await dialog.getByText('Connection tested successfully').waitFor();
		expect(await dialog.innerText()).toContain('Base URL');
		expect(await dialog.innerHTML()).not.toContain(tour.sandbox.apiKey);
	}, 60_000);

	it('the workflow shows its three nodes, each with what it does', async () => {
		await tour.editor.openWorkflow(tour.workflow.id);
		const canvas = tour.editor.page.getByTestId('canvas');
		const text = await canvas.innerText();
		expect(text).toContain('Mail arrives');
		expect(text).toContain('message.received');
		expect(text).toContain('Acknowledge');
	}, 60_000);

	it('the trigger panel shows the events and inboxes to choose from', async () => {
		await tour.editor.openWorkflow(tour.workflow.id);
		const panel = await tour.editor.openNode('Mail arrives');
		const text = await panel.innerText();
		for (const label of ['Registration', 'Events', 'Scope', 'Inbox Names or IDs']) {
			expect(text).toContain(label);
		}
		expect(text).toContain('Message Received');
		await tour.editor.closeNode();
	}, 60_000);

	it('"Execute workflow" waits for a mail and runs with it', async () => {
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
					type: 'n8n-nodes-agentmail-plus.agentMail',
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

	it('nothing in the editor broke on the way', () => {
		expect(tour.editor.errors).toEqual([]);
	});
});
