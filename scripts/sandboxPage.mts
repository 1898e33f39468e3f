import type { Page } from 'playwright-core';
import type { Sandbox } from '../sandbox/index.mjs';
import { Closing } from './closing.mjs';
import { openBrowser } from './n8n/chromium.mjs';
import { temporaryFolder } from './n8n/temporaryFolder.mjs';

/** A person at the sandbox's page. */
export interface SandboxPage {
	page: Page;
	/** Exceptions in the page. */
	errors: string[];
	close(): Promise<void>;
}

/** Opens the page of a sandbox in headless Chromium, which loads nothing from elsewhere, and waits until it is live. */
export async function openSandboxPage({ url }: Sandbox): Promise<SandboxPage> {
	const closing = new Closing();
	const profile = temporaryFolder('chromium');
	closing.add(async () => await profile.remove());
	try {
		const browser = await openBrowser(url, profile.path);
		closing.add(async () => await browser.close());
		const page = browser.pages()[0] ?? (await browser.newPage());
		const errors: string[] = [];
		page.on('pageerror', (error) => errors.push(String(error)));
		await page.goto(url);
		await page.getByText('Live', { exact: true }).waitFor();
		return { page, errors, close: async () => await closing.closeAll() };
	} catch (error) {
		await closing.closeAll();
		throw error;
	}
}
