import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Message } from '../../sandbox/index.mjs';
import { Closing } from '../../scripts/closing.mjs';
import { CHROMIUM_MISSING, findChromium } from '../../scripts/n8n/chromium.mjs';
import { openEditor, type Editor } from '../../scripts/n8n/editor.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { startStage, type Stage } from '../../scripts/stage.mjs';
import { Hand } from './hand.mjs';
import { picture } from './looks.mjs';

const INBOX = 'support@agentmail.to';

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);

/** Whatever a newcomer does is counted, also what n8n asks of every workflow: its panels to close, its two to publish. */
(isHere ? describe : describe.skip)('from an empty canvas, with a credential there', () => {
	const closing = new Closing();
	let stage: Stage;
	let editor: Editor;
	let page: Page;

	beforeAll(async () => {
		stage = await startStage({ log: (line) => void process.stderr.write(`${line}\n`) });
		closing.add(async () => await stage.stop());
		editor = await openEditor(stage.n8n.url);
		closing.add(async () => await editor.close());
		({ page } = editor);
	}, 20 * 60_000);
	afterAll(async () => await closing.closeAll(), 60_000);

	it('"answer each email" is built with 10 actions, and each customer gets their own answer', async () => {
		const text = 'Thank you, we are on it.';
		const hand = await startEmpty();
		await hand.click('Add first step…', page.getByTestId('canvas-add-button'));
		await hand.type('agentmail', search());
		await hand.click('AgentMail', found('AgentMail'));
		await hand.click('On message received', found('On message received'));
		await panel();
		await hand.click('close the panel', page.getByTestId('ndv-close-button'));
		await hand.click('+ after the trigger', plus('AgentMail Trigger', 'main'));
		await hand.type('reply', search());
		await hand.click('AgentMail', found('AgentMail'));
		await hand.click('Reply to message', found('Reply to message'));
		await panel();
		await hand.fill('Text', field('text'), text);
		expect(hand.actions).toBeLessThanOrEqual(10);

		await hand.click('close the panel', page.getByTestId('ndv-close-button'));
		await picture(page, 'clicks answer');
		await hand.click('Publish', page.getByTestId('workflow-open-publish-modal-button'));
		await hand.click('Publish', page.getByTestId('workflow-publish-button'));
		expect(hand.actions).toBe(13);
		const id = await published();

		const [trigger, reply] = (await stage.n8n.client.workflow(id)).nodes;
		expect(trigger?.parameters).not.toHaveProperty('inboxIds');
		expect(reply?.parameters).toEqual({ operation: 'reply', text, options: {} });
		for (const customer of ['jane@example.com', 'bob@example.com']) {
			const mail = await stage.sandbox.receive(INBOX, {
				from: customer,
				subject: `A question of ${customer}`,
				text: 'Where is my order?',
			});
			const answer = await answerTo(mail);
			expect(answer).toMatchObject({ text, to: [expect.stringContaining(customer)] });
		}
		await stage.n8n.client.endedExecutions(id, 2, 60_000);
		await stage.n8n.client.deactivate(id);
	}, 400_000);

	it('nothing in the editor broke on the way', () => {
		expect(editor.errors).toEqual([]);
	});

	async function startEmpty(): Promise<Hand> {
		await editor.openNewWorkflow();
		return new Hand(page);
	}

	const search = () => page.getByTestId('node-creator-search-bar');
	/** An entry of n8n's list of nodes, or of a node's triggers and actions. */
	const found = (name: string): Locator =>
		page
			.getByTestId(/^(?:item-iterator-item|node-creator-action-item)$/)
			.filter({ has: page.getByText(name, { exact: true }) })
			.first();
	const field = (parameter: string) =>
		page.getByTestId(`parameter-input-${parameter}`).locator('textarea').first();
	const panel = async () => await page.getByTestId('node-parameters').first().waitFor();

	function plus(node: string, connection: string): Locator {
		return page
			.locator(`[data-test-id="canvas-node"][data-node-name="${node}"]`)
			.locator(`[data-connection-type="${connection}"]`)
			.getByTestId('canvas-handle-plus');
	}

	/** @returns the id of the workflow, once n8n says that it is published */
	async function published(): Promise<string> {
		const said = page.getByTestId('activation-modal');
		await said.getByRole('button', { name: 'Got it' }).click();
		return new URL(page.url()).pathname.split('/').at(-1) ?? '';
	}

	async function answerTo(mail: Message): Promise<Message> {
		return await waitUntil('the answer', async () => {
			const messages = stage.sandbox.store.messagesOf(mail);
			const next = messages[messages.findIndex((each) => each.message_id === mail.message_id) + 1];
			return next;
		});
	}
});
