import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { Closing } from '../../scripts/closing.mjs';
import { CHROMIUM_MISSING, findChromium } from '../../scripts/n8n/chromium.mjs';
import { openSandboxPage, type SandboxPage } from '../../scripts/sandboxPage.mjs';
import { expectAccessible, picture } from './looks.mjs';

const INBOX = 'support@agentmail.to';

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);
if (!isHere) process.stderr.write(`The browser tests are skipped. ${CHROMIUM_MISSING}\n`);
const describeHere = isHere ? describe : describe.skip;

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
