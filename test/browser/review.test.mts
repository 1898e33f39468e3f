import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { CHROMIUM_MISSING, findChromium, openBrowser } from '../../scripts/n8n/chromium.mjs';
import { temporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';
import { startReviewPages, type ReviewPages } from '../../scripts/reviewPages.mjs';

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);
if (!isHere) process.stderr.write(`The browser tests are skipped. ${CHROMIUM_MISSING}\n`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };
const VIEWS = Object.keys(SIZES).flatMap((size) =>
	(['light', 'dark'] as const).flatMap((scheme) =>
		(['approval', 'freeText', 'draft'] as const).map((kind) => ({ size, scheme, kind })),
	),
);

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

	it.each(VIEWS)(
		'$kind on a $size in $scheme colours: accessible, and nothing sticks out',
		async ({ size, scheme, kind }) => {
			await page.setViewportSize(SIZES[size as keyof typeof SIZES]);
			await page.emulateMedia({ colorScheme: scheme });
			await page.goto(pages[kind]);
			await page.evaluate(axe);
			const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
			expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
			const wide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
			expect(await page.evaluate(wide)).toBe(false);
			const back = await page.evaluate('getComputedStyle(document.body).backgroundColor');
			expect(back).toBe(scheme === 'dark' ? 'rgb(17, 20, 24)' : 'rgb(243, 244, 246)');
		},
		60_000,
	);

	it('can be answered with the keyboard alone', async () => {
		await page.goto(pages.approval);
		await page.keyboard.press('Tab');
		await page.keyboard.type('Wait until Monday.');
		await page.keyboard.press('Tab');
		expect(await page.evaluate('document.activeElement.textContent')).toBe('Approve');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'Declined' }).waitFor();
	}, 60_000);

	it('does not send an empty text', async () => {
		await page.goto(pages.freeText);
		await page.getByRole('button', { name: 'Send' }).click();
		expect(await page.getByRole('heading').innerText()).toBe('Refund for order 1042');
		await page.getByLabel('Your answer').fill('Refund it.');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByRole('heading', { name: 'Thank you' }).waitFor();
	}, 60_000);

	it('shows the draft, and says when it is sent', async () => {
		await page.goto(pages.draft);
		const text = await page.locator('main').innerText();
		expect(text).toContain('BCC: accounting@example.com');
		await page.getByRole('button', { name: 'Approve' }).click();
		await page.getByRole('heading', { name: 'Approved and sent' }).waitFor();
	}, 60_000);

	it('cannot be shown inside another page', async () => {
		await page.goto('about:blank');
		await page.setContent(`<iframe src="${pages.approval}"></iframe>`);
		await page.waitForTimeout(500);
		const [, framed] = page.frames();
		// The browser puts a page of its own in its place.
		expect(framed?.url()).toMatch(/^chrome-error:/);
		expect(await framed?.locator('form').count()).toBe(0);
	}, 60_000);

	it('nothing was forbidden on the way but that frame', () => {
		const others = complaints.filter((text) => !/frame|404/i.test(text));
		expect(others).toEqual([]);
	});
});
