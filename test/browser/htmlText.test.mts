import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';

import { openBrowser } from '../../scripts/n8n/chromium.mjs';
import { SHOWN_OR_NOT } from '../fixtures/htmlCases.mjs';

const profile = mkdtempSync(join(tmpdir(), 'agentmail-plus-html-'));
let browser: BrowserContext;
let page: Page;
beforeAll(async () => {
	browser = await openBrowser('about:blank', profile);
	page = await browser.newPage();
});
afterAll(async () => {
	await browser?.close();
	rmSync(profile, { recursive: true, force: true });
});

test.each(SHOWN_OR_NOT)('Chromium shows what the tests expect it to: %s', async (_what, html) => {
	const shown = await page.evaluate((source) => {
		document.open();
		document.write(source);
		document.close();
		return document.body.innerText;
	}, html);
	const expected = html.replace(/<style>.*?<\/style>/s, '').match(/\b[A-Z]{3,}\b/g) ?? [];
	for (const word of expected.filter((each) => /^(?:YES|TOO|OUT|ALSO)$/.test(each))) {
		expect(shown).toContain(word);
	}
	expect(shown).not.toMatch(/\bno\b/);
});
