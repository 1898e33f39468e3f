import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.mjs';
import { Closing } from '../../scripts/closing.mjs';
import { CHROMIUM_MISSING, findChromium } from '../../scripts/n8n/chromium.mjs';
import { openSandboxPage, type SandboxPage } from '../../scripts/sandboxPage.mjs';
import { startReviewPages } from '../../scripts/reviewPages.mjs';
import { apiOf } from '../sandbox/api.mjs';
import { startReceiver } from '../sandbox/receiver.mjs';
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

	const post = async (path: string, body: object) => {
		const answer = await apiOf(sandbox)<Record<string, unknown>>('POST', path, { body });
		return answer.body;
	};

	it('a newcomer is told what to do wherever there is nothing yet', async () => {
		const { page } = visitor;
		await page.getByRole('button', { name: 'Write the first email' }).waitFor();
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

	it('a link in an email opens beside the page, which it learns nothing of', async () => {
		const { page } = visitor;
		const link = `${sandbox.url}/page/icon.svg?from=mail`;
		const { thread_id } = await sandbox.receive(INBOX, {
			from: 'jane@example.com',
			subject: 'Links',
			html: `<p>Look <a href="${link}">here</a>, not <a href="javascript:window.ran = true">there</a>.</p>`,
		});
		await page.goto(`${sandbox.url}/#/thread/${thread_id}`);
		const links = page.locator('.message .body a');
		await page.locator('.message .body').filter({ hasText: 'not there' }).waitFor();
		expect(await links.allInnerTexts()).toEqual([link]);
		const opening = page.waitForEvent('popup');
		await links.click();
		const opened = await opening;
		await opened.waitForURL(link);
		expect(await opened.evaluate(() => [window.opener, document.referrer])).toEqual([null, '']);
		await opened.close();
		expect(await page.evaluate(() => 'ran' in window)).toBe(false);
	}, 60_000);

	it('a long email is shown whole, without a box to scroll in', async () => {
		const { page } = visitor;
		const text = Array.from({ length: 120 }, (_, line) => `Line ${line}`).join('\n');
		const { thread_id } = await sandbox.receive(INBOX, { from: 'j@x.io', subject: 'Long', text });
		await page.goto(`${sandbox.url}/#/thread/${thread_id}`);
		await page.getByText('Line 119').waitFor();
		const hidden = await page
			.locator('.message .body')
			.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
		expect(hidden).toBe(0);
	}, 60_000);

	it('a thread that the inbox began says to whom', async () => {
		const { page } = visitor;
		await post(`/inboxes/${encodeURIComponent(INBOX)}/messages/send`, {
			to: ['Bob Roe <bob@example.com>', 'ann@example.com'],
			subject: 'News',
			text: 'It is on its way.',
		});
		await page.goto(`${sandbox.url}/#/inbox`);
		const thread = page.getByRole('link', { name: /News/ });
		expect(await thread.locator('.who').innerText()).toBe('To: Bob Roe, ann@example.com');
	}, 60_000);

	it('says what Agent Armor does with an email, and what waits in a queue', async () => {
		const { page } = visitor;
		await post('/webhooks/polling', { event_types: ['message.received'], client_id: 'n8n-queue' });
		sandbox.settings.agentArmor = 'hold';
		const mail = { from: 'eve@example.com', subject: 'Armor', text: 'x', review: true };
		const { thread_id, message_id } = await sandbox.receive(INBOX, mail);
		await page.goto(`${sandbox.url}/#/thread/${thread_id}`);
		const message = page.locator('.message');
		await message.getByText('Agent Armor holds it').waitFor();
		expect(await message.getByText('Nobody was told').count()).toBe(0);
		const held = `/inboxes/${encodeURIComponent(INBOX)}/messages/${encodeURIComponent(message_id)}`;
		await post(`${held}/agent-armor/release`, { reason: 'Known sender' });
		await message.getByText('somebody released it').waitFor();
		await message.getByText('Waits in a queue').waitFor();
		await page.getByRole('link', { name: 'Webhooks' }).click();
		await page.locator('.card', { hasText: 'n8n-queue' }).getByText('1 waiting').waitFor();
		sandbox.settings.agentArmor = 'off';
	}, 60_000);

	it('says at the email and at the delivery why a trigger ignored it', async () => {
		const { page } = visitor;
		const receiver = await startReceiver();
		receiver.answers.push({
			say: 'Ignored: its sender reads no answers (filter Skip Automated Email).',
		});
		const webhook = { url: receiver.url, event_types: ['message.received'] };
		const { webhook_id } = await post('/webhooks', webhook);
		const mail = { from: 'noreply@example.com', subject: 'Robot', text: 'Beep.' };
		const { thread_id } = await sandbox.receive(INBOX, mail);
		await page.goto(`${sandbox.url}/#/thread/${thread_id}`);
		const reason = 'Ignored: its sender reads no answers (filter Skip Automated Email)';
		await page.locator('.message').getByText(reason).waitFor();
		await picture(page, 'ignored');
		await page.getByRole('link', { name: 'Webhooks' }).click();
		await page
			.locator('.delivery', { hasText: 'Robot' })
			.locator('.fate', { hasText: reason })
			.waitFor();
		await picture(page, 'ignored-delivery');
		sandbox.store.webhooks.delete(String(webhook_id));
		await receiver.close();
	}, 60_000);

	it('drafts show when they go out', async () => {
		const { page } = visitor;
		const send_at = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
		for (const extra of [{}, { send_at }]) {
			const draft = { to: ['jane@example.com'], subject: 'Refund', text: 'Soon.', ...extra };
			await post(`/inboxes/${encodeURIComponent(INBOX)}/drafts`, draft);
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
		expect(await page.locator(':focus').innerText()).toBe('Send email');
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

describeHere('with n8n asking for an approval', () => {
	it('its page opens from the email, and takes the answer', async () => {
		const closing = new Closing();
		try {
			const pages = await startReviewPages();
			closing.add(async () => await pages.close());
			const visitor = await openSandboxPage(pages.sandbox);
			closing.add(async () => await visitor.close());
			const { page } = visitor;
			await page.context().route(`${pages.origin}/**`, async (route) => await route.continue());
			await page.setViewportSize({ width: 390, height: 844 });
			await pages.ask('approval');
			await page.getByRole('link', { name: /To: jane@example.com/ }).click();
			const link = page.locator('.message .body a').first();
			await link.waitFor();
			await picture(page, 'approval-phone');
			expect(await page.locator('body').evaluate(({ scrollWidth }) => scrollWidth)).toBe(390);
			const opening = page.waitForEvent('popup');
			await link.click();
			const question = await opening;
			await question.getByRole('button', { name: 'Approve' }).click();
			await question.getByText('Your answer has been recorded.').waitFor();
			expect(pages.answers).toMatchObject([{ json: { data: { approved: true } } }]);
		} finally {
			await closing.closeAll();
		}
	}, 120_000);
});
