import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { CHROMIUM_MISSING, findChromium, openBrowser } from '../../scripts/n8n/chromium.mjs';
import { temporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';
import { startReviewPages, type ReviewPages } from '../../scripts/reviewPages.mjs';
import { expectAccessible, picture } from './looks.mjs';

const isHere = findChromium() !== undefined;
if (!isHere && process.env.CI) throw new Error(CHROMIUM_MISSING);
if (!isHere) process.stderr.write(`The browser tests are skipped. ${CHROMIUM_MISSING}\n`);

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } };

(isHere ? describe : describe.skip)('a form in a browser', () => {
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
		page.on('console', (message) => void complaints.push(message.text()));
		page.on('pageerror', (error) => void complaints.push(String(error)));
	}, 120_000);
	beforeEach(() => void (pages.answers.length = 0));
	afterAll(async () => {
		await browser?.close();
		await profile?.remove();
		await pages?.close();
	}, 60_000);

	const submit = async () => await page.getByRole('button', { name: 'Submit' }).click();
	const answer = () => pages.answers.at(-1) as { json: { data: unknown }; binary?: object };
	/** Browsers would keep back what a program posts. */
	const withoutChecks = async () =>
		await page.evaluate("document.querySelector('form').noValidate = true");

	describe.each(Object.entries(SIZES))('on a %s', (size, viewport) => {
		beforeEach(async () => await page.setViewportSize(viewport));

		it('each kind of field is filled in and comes out, files too', async () => {
			await page.goto(await pages.ask('customForm'));
			await expectAccessible(page);
			await picture(page, `form ${size}`);
			await page.getByLabel('Order').fill(' 1042 ');
			await page.getByLabel('Note').fill('\nFirst line\nsecond');
			await page.getByLabel('Until').fill('2026-12-24');
			await page.getByLabel('Contact').fill('jane@example.com');
			await page.getByLabel('Size').selectOption('M');
			await page.getByLabel('Colors').selectOption(['Red', 'Green']);
			await page.getByLabel('Truck').check();
			await page.getByLabel('Sent').check();
			const receipt = {
				name: 're‮fdp.pdf',
				mimeType: 'application/pdf',
				buffer: Buffer.from('%PDF'),
			};
			await page.getByLabel('Receipt').setInputFiles(receipt);
			const photo = (name: string) => ({ name, mimeType: 'image/png', buffer: Buffer.from(name) });
			await page.getByLabel('Photos').setInputFiles([photo('a.png'), photo('b.png')]);
			await submit();
			await page.getByRole('heading', { name: 'Thank you' }).waitFor();
			await expectAccessible(page);
			expect(answer().json.data).toEqual({
				Order: '1042',
				Note: '\nFirst line\nsecond',
				Amount: 84.9,
				Until: '2026-12-24',
				Contact: 'jane@example.com',
				Size: 'M',
				Colors: ['Red', 'Green'],
				Carrier: 'Truck',
				Checks: ['Paid', 'Sent'],
				case: 'C-7',
				Receipt: { filename: expect.any(String), mimetype: 'application/pdf', size: 4 },
				Photos: [
					{ filename: 'a.png', mimetype: 'image/png', size: 5 },
					{ filename: 'b.png', mimetype: 'image/png', size: 5 },
				],
				respondedAt: expect.any(String),
				respondedBy: 'jane@example.com',
			});
			expect(answer().binary).toMatchObject({
				Receipt: { fileName: 'refdp.pdf', mimeType: 'application/pdf' },
				Photos_0: { fileName: 'a.png' },
				Photos_1: { fileName: 'b.png' },
			});
		}, 60_000);

		it('what is wrong is said at its field, and what was typed stays', async () => {
			await page.goto(await pages.ask('customForm'));
			await withoutChecks();
			await page.getByLabel('Note').fill('Keep me');
			await page.getByLabel('Contact').fill('nobody');
			await page.getByLabel('Colors').selectOption(['Blue']);
			const large = {
				name: 'a.txt',
				mimeType: 'text/plain',
				buffer: Buffer.alloc(10 * 1024 * 1024),
			};
			await page.getByLabel('Receipt').setInputFiles(large);
			await submit();
			const summary = page.getByRole('alert');
			for (const sentence of [
				'Please fill in Order.',
				'Contact must be an email address',
				'Please fill in Carrier.',
				'Receipt: the files may have 8 MB together.',
				'Please choose your files once more.',
			]) {
				expect(await summary.innerText()).toContain(sentence);
			}
			await expectAccessible(page);
			await picture(page, `form with problems ${size}`);
			expect(await page.getByLabel('Note').inputValue()).toBe('Keep me');
			expect(await page.getByLabel('Contact').inputValue()).toBe('nobody');
			expect(await page.getByLabel('Contact').getAttribute('aria-invalid')).toBe('true');
			expect(await page.getByLabel('Blue').count()).toBe(0);
			expect(await page.getByLabel('Colors').inputValue()).toBe('Blue');
			expect(pages.answers).toEqual([]);

			await summary.getByRole('link', { name: 'Please fill in Order.' }).click();
			await page.getByLabel('Order').fill('1042');
			await page.getByLabel('Contact').fill('');
			await page.getByLabel('Post').check();
			await submit();
			await page.getByRole('heading', { name: 'Thank you' }).waitFor();
			expect(answer().json.data).toMatchObject({ Order: '1042', Note: 'Keep me', Receipt: null });
		}, 60_000);
	});

	it('with the keyboard alone: every field is reached in order, and Enter in one submits nothing', async () => {
		await page.goto(await pages.ask('customForm'));
		const reached: string[] = [];
		const keys: Record<string, string> = { 'field-0': '1042', 'field-1': 'Hi', 'field-7-0': ' ' };
		for (let stop = 0; stop < 20; stop++) {
			await page.keyboard.press('Tab');
			const focused = page.locator(':focus');
			// The button of a date's calendar is the browser's own.
			if ((await focused.count()) === 0) continue;
			const id = (await focused.getAttribute('id')) ?? (await focused.innerText());
			if (reached.at(-1) !== id) reached.push(id);
			if (id === 'field-0') {
				await page.keyboard.type('1042');
				await page.keyboard.press('Enter');
				expect(await page.getByRole('heading').innerText()).toBe('Refund for order 1042');
			} else if (keys[id]) await page.keyboard.press(keys[id] === ' ' ? 'Space' : 'H');
			if (id === 'Submit') break;
		}
		expect(reached.filter((id) => !id.startsWith('field-3'))).toEqual([
			...['field-0', 'field-1', 'field-2', 'field-4', 'field-5', 'field-6', 'field-7-0'],
			...['field-8-0', 'field-8-1', 'field-10', 'field-11', 'Submit'],
		]);
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'Thank you' }).waitFor();
		expect(answer().json.data).toMatchObject({ Order: '1042', Carrier: 'Post' });
	}, 60_000);

	it('no program forbade anything on the way', () => {
		expect(complaints.filter((text) => !/status of 4\d\d/i.test(text))).toEqual([]);
	});

	it('a draft is edited with the keyboard alone, and Enter in the subject sends nothing', async () => {
		await page.goto(await pages.ask('draft'));
		await expectAccessible(page);
		await page.keyboard.press('Tab');
		await page.keyboard.press('End');
		await page.keyboard.type(' – corrected');
		await page.keyboard.press('Enter');
		expect(await page.getByRole('button', { name: 'Approve and Send' }).count()).toBe(1);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Control+A');
		await page.keyboard.type('Hello Jane,\nit is on its way.');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.getByText('as you have edited it').waitFor();
		const sent = [...pages.sandbox.store.messages.values()].filter(({ to }) =>
			to.includes('Jane Doe <jane.doe@example.com>'),
		);
		expect(sent.at(-1)).toMatchObject({
			text: 'Hello Jane,\nit is on its way.',
			subject: expect.stringContaining('corrected'),
		});
	}, 60_000);
});
