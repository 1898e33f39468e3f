import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AgentMailClient } from 'agentmail';
import type { BrowserContext, Page } from 'playwright-core';
import { CHROMIUM_MISSING, findChromium, openBrowser } from '../../scripts/n8n/chromium.mjs';
import { temporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { startReviewPages, type ReviewPages } from '../../scripts/reviewPages.mjs';
import { expectAccessible, picture } from './looks.mjs';

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);
if (!isHere) process.stderr.write(`The browser tests are skipped. ${CHROMIUM_MISSING}\n`);

const INBOX = 'support@agentmail.to';
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };
const BACKGROUNDS = { light: 'rgb(243, 244, 246)', dark: 'rgb(17, 20, 24)' };

interface State {
	name: string;
	/** How a reviewer comes to see it. */
	reach(page: Page, pages: ReviewPages): Promise<void>;
	/** What then stands there. */
	says: string;
}

const click = async (page: Page, name: string) =>
	await page.getByRole('button', { name, exact: true }).click();

/** Every page that a reviewer may come to. */
const STATES: State[] = [
	{
		name: 'a question to approve',
		reach: async (page, { ask }) => void (await page.goto(await ask('approval'))),
		says: 'Shall we refund it?',
	},
	{
		name: 'a question to answer',
		reach: async (page, { ask }) => void (await page.goto(await ask('freeText'))),
		says: 'What shall we answer Jane Doe',
	},
	{
		name: 'a draft',
		reach: async (page, { ask }) => void (await page.goto(await ask('draft'))),
		says: 'BCC: accounting@example.com',
	},
	{
		name: 'an empty answer',
		async reach(page, { ask }) {
			await page.goto(await ask('freeText'));
			await page.getByLabel('Your answer').fill('   ');
			await click(page, 'Send');
		},
		says: 'Please write an answer.',
	},
	{
		name: 'a draft that was changed',
		async reach(page, pages) {
			await page.goto(await pages.ask('draft'));
			const { client, draft } = lastDraft(pages);
			await client.update(INBOX, draft, { text: 'We have sent 8,490 EUR back.' });
			await click(page, 'Approve and Send');
			await page.getByText('We have sent 8,490 EUR back.').first().waitFor();
		},
		says: 'The draft has changed',
	},
	{
		name: 'a draft that could not be sent',
		async reach(page, { ask, sandbox }) {
			await page.goto(await ask('draft'));
			sandbox.fault({ match: { path: /\/drafts\/.*\/send$/ }, times: 1, action: { status: 403 } });
			await click(page, 'Approve and Send');
		},
		says: 'The email was not sent, and your answer was not recorded.',
	},
	{
		name: 'thanks for an approval',
		async reach(page, { ask }) {
			await page.goto(await ask('approval'));
			await click(page, 'Approve');
		},
		says: 'Your answer has been recorded.',
	},
	{
		name: 'thanks for a draft',
		async reach(page, { ask }) {
			await page.goto(await ask('draft'));
			await click(page, 'Approve and Send');
		},
		says: 'The email is on its way.',
	},
	{
		name: 'a question that is answered',
		async reach(page, { ask }) {
			const link = await ask('approval');
			await page.goto(link);
			await click(page, 'Decline');
			await page.getByRole('heading', { name: 'Declined' }).waitFor();
			await page.goto(link);
		},
		says: 'This request is closed',
	},
	{
		name: 'a question whose time is over',
		async reach(page, { ask }) {
			const values = { resumeAmount: 0.001, resumeUnit: 'minutes' };
			const link = await ask('approval', { limitWaitTime: { values } });
			await waitUntil('the time to be over', async () => {
				const answer = await page.goto(link);
				return answer?.status() === 410 || undefined;
			});
		},
		says: 'This request has expired',
	},
	{
		name: 'a draft that is gone',
		async reach(page, pages) {
			const link = await pages.ask('draft');
			const { client, draft } = lastDraft(pages);
			await client.delete(INBOX, draft);
			await page.goto(link);
		},
		says: 'The draft is gone',
	},
	{
		name: 'a link that was cut off',
		async reach(page, { ask }) {
			await page.goto((await ask('approval')).slice(0, -1));
		},
		says: 'This link is not valid',
	},
];

/** A colleague at work on the draft that was asked about last. */
function lastDraft({ sandbox }: ReviewPages) {
	const { drafts } = new AgentMailClient({ apiKey: sandbox.apiKey, baseUrl: sandbox.url }).inboxes;
	const draft = [...sandbox.store.drafts.values()].at(-1)?.draft_id ?? '';
	return { client: drafts, draft };
}

(isHere ? describe : describe.skip)('the page of a reviewer', () => {
	let pages: ReviewPages;
	let profile: TemporaryFolder;
	let browser: BrowserContext;
	let page: Page;
	const complaints: string[] = [];

	beforeAll(async () => {
		pages = await startReviewPages();
		profile = temporaryFolder('chromium');
		browser = await openBrowser(pages.origin, profile.path);
		page = browser.pages()[0] ?? (await browser.newPage());
		// Also what the page's own policy forbids.
		page.on('console', (message) => void complaints.push(message.text()));
		page.on('pageerror', (error) => void complaints.push(String(error)));
	}, 120_000);
	afterAll(async () => {
		await browser?.close();
		await profile?.remove();
		await pages?.close();
	}, 60_000);

	it.each(STATES)(
		'$name: accessible on a desktop and a phone, in light and dark colours',
		async ({ name, reach, says }) => {
			await reach(page, pages);
			await page.getByText(says).first().waitFor();
			for (const [size, viewport] of Object.entries(SIZES)) {
				await page.setViewportSize(viewport);
				for (const [colorScheme, background] of Object.entries(BACKGROUNDS)) {
					await page.emulateMedia({ colorScheme: colorScheme as keyof typeof BACKGROUNDS });
					const back = await page.evaluate('getComputedStyle(document.body).backgroundColor');
					expect(back).toBe(background);
					await picture(page, `review ${name} ${size} ${colorScheme}`);
					await expectAccessible(page);
				}
			}
		},
		60_000,
	);

	it.each([
		['approval', ['', 'Approve', 'Decline'], 'Declined'],
		['draft', ['subject', 'body', '', 'Approve and Send'], 'Approved and sent'],
		['freeText', ['', 'Send'], 'Thank you'],
	] as const)(
		'can be answered with the keyboard alone: %s',
		async (kind, stops, thanks) => {
			await page.goto(await pages.ask(kind));
			for (const stop of stops) {
				await page.keyboard.press('Tab');
				const focused = page.locator('textarea:focus, button:focus, input:focus');
				const id = (await focused.getAttribute('id')) ?? '';
				const name = id === 'text' ? '' : id || (await focused.innerText());
				expect(name).toBe(stop);
				if (stop === '') await page.keyboard.type('On Monday.');
			}
			await page.keyboard.press('Enter');
			await page.getByRole('heading', { name: thanks, exact: true }).waitFor();
		},
		60_000,
	);

	it('a draft that is gone lets the workflow go on, with the keyboard alone', async () => {
		const link = await pages.ask('draft');
		const { client, draft } = lastDraft(pages);
		await client.delete(INBOX, draft);
		await page.goto(link);
		await page.keyboard.press('Tab');
		expect(await page.locator('button:focus').innerText()).toBe('Continue Workflow');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'Declined' }).waitFor();
	}, 60_000);

	it('does not send a field that was left empty', async () => {
		await page.goto(await pages.ask('freeText'));
		await click(page, 'Send');
		expect(await page.getByRole('heading').innerText()).toBe('Refund for order 1042');
		await page.getByLabel('Your answer').fill('Refund it.');
		await click(page, 'Send');
		await page.getByRole('heading', { name: 'Thank you' }).waitFor();
	}, 60_000);

	it('cannot be shown inside another page', async () => {
		const link = await pages.ask('approval');
		await page.goto('about:blank');
		await page.setContent(`<iframe src="${link}"></iframe>`);
		// The browser puts a page of its own in its place.
		await waitUntil('the frame', async () => {
			const [, framed] = page.frames();
			return framed?.url().startsWith('chrome-error:') || undefined;
		});
		expect(await page.frames()[1]?.locator('form').count()).toBe(0);
	}, 60_000);

	it('nothing was forbidden on the way but that frame', () => {
		const others = complaints.filter((text) => !/frame|status of 4\d\d|status of 502/i.test(text));
		expect(others).toEqual([]);
	});
});
