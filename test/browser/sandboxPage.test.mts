import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { Closing } from '../../scripts/closing.mjs';
import { exampleWorkflow } from '../../scripts/example.mjs';
import { CHROMIUM_MISSING, findChromium } from '../../scripts/n8n/chromium.mjs';
import { openSandboxPage, type SandboxPage } from '../../scripts/sandboxPage.mjs';
import { startStage, type Stage } from '../../scripts/stage.mjs';
import { expectAccessible, picture } from './looks.mjs';

const INBOX = 'support@agentmail.to';

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);
if (!isHere) process.stderr.write(`The browser tests are skipped. ${CHROMIUM_MISSING}\n`);
const describeHere = isHere ? describe : describe.skip;

async function write(page: Page, subject: string, text: string): Promise<void> {
	await page.getByRole('button', { name: 'Write as a customer' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Subject').fill(subject);
	await dialog.getByLabel('Message').fill(text);
	await dialog.getByLabel('Attachments').setInputFiles({
		name: 'receipt.txt',
		mimeType: 'text/plain',
		buffer: Buffer.from('Order 1042'),
	});
	await picture(page, 'written');
	await dialog.getByRole('button', { name: 'Send mail' }).click();
	await dialog.waitFor({ state: 'hidden' });
}

describeHere('with a real n8n', () => {
	const closing = new Closing();
	let stage: Stage;
	let visitor: SandboxPage;

	beforeAll(async () => {
		stage = await startStage({ log: (line) => void process.stderr.write(`${line}\n`) });
		closing.add(async () => await stage.stop());
		visitor = await openSandboxPage(stage.sandbox);
		closing.add(async () => await visitor.close());
	}, 20 * 60_000);
	afterAll(async () => await closing.closeAll(), 60_000);

	it('a mail written on the page is answered by the example workflow, and the answer appears by itself', async () => {
		const { n8n, credentials, sandbox } = stage;
		const { page, errors } = visitor;
		await picture(page, 'empty');
		const example = await exampleWorkflow('support-auto-reply', credentials.agentMailApi);
		const workflow = await n8n.client.createWorkflow(example);
		await n8n.client.activate(workflow.id);
		await page.getByRole('link', { name: 'Webhooks' }).click();
		await page.getByText('Listening since').waitFor();
		await picture(page, 'webhook');

		await write(page, 'Where is my order?', 'Hi, where is my order?');
		const mails = page.getByRole('list', { name: 'Mails of this thread' }).locator('> li');
		await mails.filter({ hasText: 'Hello Jane Doe,' }).waitFor();
		expect(await mails.allInnerTexts()).toEqual([
			expect.stringContaining('Hi, where is my order?'),
			expect.stringContaining('thank you for your mail about "Where is my order?"'),
		]);
		const question = mails.first();
		await question.getByText('answered', { exact: true }).waitFor();
		await question.getByText('Delivered to n8n').waitFor();
		await question.getByRole('link', { name: 'receipt.txt' }).waitFor();
		await picture(page, 'answered');

		await page.getByLabel('Write again as the customer').fill('It is order 1042.');
		await page.getByRole('button', { name: 'Send mail' }).click();
		await mails.nth(3).waitFor();
		expect(sandbox.store.threads.size).toBe(1);
		await picture(page, 'conversation');

		const [execution] = await n8n.client.endedExecutions(workflow.id, 2);
		expect(execution).toMatchObject({ status: 'success' });
		expect(errors).toEqual([]);
	}, 180_000);

	it('a delivery is sent again at a click', async () => {
		const { page } = visitor;
		const [delivery] = [...stage.sandbox.store.deliveries.values()].reverse();
		const before = delivery!.attempts.length;
		await page.getByRole('link', { name: 'Webhooks' }).click();
		await page.getByRole('button', { name: 'Deliver again' }).first().click();
		const attempts = page.locator('.delivery').first().getByRole('list', { name: 'Attempts' });
		await attempts.locator('li').nth(before).waitFor();
		await picture(page, 'redelivered');
	}, 60_000);
});

describeHere('of a sandbox alone', () => {
	const closing = new Closing();
	let sandbox: Sandbox;
	let visitor: SandboxPage;

	beforeAll(async () => {
		sandbox = await startSandbox();
		closing.add(async () => await sandbox.close());
		visitor = await openSandboxPage(sandbox);
		closing.add(async () => await visitor.close());
	}, 60_000);
	afterAll(async () => await closing.closeAll(), 60_000);

	it('a newcomer is told what to do wherever there is nothing yet', async () => {
		const { page } = visitor;
		await page.getByRole('button', { name: 'Write the first mail' }).waitFor();
		await page.getByRole('link', { name: 'Drafts' }).click();
		await page.getByText('Let a workflow create one').waitFor();
		await page.getByRole('link', { name: 'Webhooks' }).click();
		await page.getByText('AgentMail Trigger and publish it').waitFor();
		await page.getByText(sandbox.apiKey).waitFor();
	}, 60_000);

	it('what a stranger wrote stays text', async () => {
		const { page, errors } = visitor;
		const evil = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>';
		const mail = await sandbox.receive(INBOX, {
			from: `"${evil.replaceAll('"', "'")}" <eve@evil.example>`,
			subject: evil,
			html: `<h1>Hello</h1>${evil}<form action="https://evil.example"><input></form><p>there</p>`,
			attachments: [{ filename: `${evil}.txt`, content: 'YQ==' }],
		});
		await page.goto(`${sandbox.url}/#/thread/${mail.thread_id}`);
		await page.getByRole('heading', { name: evil }).waitFor();
		const body = page.locator('.message .body');
		expect(await body.innerText()).toMatch(/^Hello\s+there$/);
		expect(await page.locator('main :is(img, script, form form, iframe)').count()).toBe(0);
		expect(await page.evaluate(() => 'ran' in window)).toBe(false);
		expect(errors).toEqual([]);
		await picture(page, 'hostile');
	}, 60_000);

	it('drafts show when they go out', async () => {
		const { page } = visitor;
		const send_at = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
		for (const extra of [{}, { send_at }]) {
			const draft = { to: ['jane@example.com'], subject: 'Refund', text: 'Soon.', ...extra };
			await fetch(`${sandbox.url}/v0/inboxes/${encodeURIComponent(INBOX)}/drafts`, {
				method: 'POST',
				headers: { authorization: `Bearer ${sandbox.apiKey}` },
				body: JSON.stringify(draft),
			});
		}
		await page.getByRole('link', { name: 'Drafts' }).click();
		await page.getByText('Goes out').waitFor();
		await page.getByText('Waits until it is sent').waitFor();
		await picture(page, 'drafts');
	}, 60_000);

	it('works with the keyboard alone', async () => {
		const { page } = visitor;
		await page.getByRole('button', { name: 'Write as a customer' }).focus();
		await page.keyboard.press('Enter');
		await page.keyboard.type('By keyboard');
		await page.keyboard.press('Tab');
		await page.keyboard.type('No mouse here.');
		for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab');
		expect(await page.locator(':focus').innerText()).toBe('Send mail');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'By keyboard' }).waitFor();
	}, 60_000);

	it('what is being written and who stands where survive a mail that comes in', async () => {
		const { page } = visitor;
		const reply = page.getByLabel('Write again as the customer');
		await reply.fill('Half a sen');
		await sandbox.receive(INBOX, { from: 'bob@example.com', subject: 'Between', text: 'x' });
		await page.getByRole('link', { name: /Between/ }).waitFor();
		await page.keyboard.type('tence');
		expect(await reply.inputValue()).toBe('Half a sentence');
	}, 60_000);

	it.each([
		['light', 'desktop', 1440, 900],
		['dark', 'desktop', 1440, 900],
		['light', 'phone', 390, 844],
		['dark', 'phone', 390, 844],
	] as const)(
		'is accessible: %s, %s',
		async (colorScheme, device, width, height) => {
			const { page } = visitor;
			await sandbox.receive(INBOX, {
				from: 'bob@example.com',
				subject: 'Hi',
				text: 'x',
				spam: true,
			});
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height });
			const [{ thread_id = '' } = {}] = [...sandbox.store.threads.values()];
			const places = ['inbox', `thread/${thread_id}`, 'drafts', 'webhooks'];
			for (const place of places) {
				await page.goto(`${sandbox.url}/#/${place}`);
				await page.waitForTimeout(300);
				await picture(page, `${place.split('/')[0]}-${colorScheme}-${device}`);
				await expectAccessible(page);
			}
			await page.getByRole('button', { name: 'Write as a customer' }).click();
			await expectAccessible(page);
			await page.getByRole('button', { name: 'Cancel' }).click();
		},
		120_000,
	);

	it('says when the sandbox is gone, and is live again when it is back', async () => {
		const { page } = visitor;
		const port = Number(new URL(sandbox.url).port);
		await sandbox.close();
		await page.getByText('Not connected').waitFor();
		sandbox = await startSandbox({ port });
		await page.getByText('Live', { exact: true }).waitFor();
		await sandbox.receive(INBOX, { from: 'bob@example.com', subject: 'Back', text: 'x' });
		await page.goto(`${sandbox.url}/#/inbox`);
		await page.getByRole('link', { name: /Back/ }).waitFor();
	}, 60_000);
});
