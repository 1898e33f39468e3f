import { existsSync } from 'node:fs';
import { chromium, selectors, type BrowserContext } from 'playwright-core';

const USUAL_PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export const CHROMIUM_MISSING =
	'Chromium cannot be found. Install it (Debian: sudo apt-get install chromium), or put the path of Chrome or Chromium into the variable CHROMIUM.';

/** The Chromium on this machine: the variable `CHROMIUM`, else the first of the usual places that exists. */
export function findChromium(): string | undefined {
	const { CHROMIUM } = process.env;
	return (CHROMIUM ? [CHROMIUM] : USUAL_PLACES).find((file) => existsSync(file));
}

/** A headless browser with a profile of its own that calls nobody but `origin`. */
export async function openBrowser(origin: string, profile: string): Promise<BrowserContext> {
	const executablePath = findChromium();
	if (!executablePath) throw new Error(CHROMIUM_MISSING);
	// n8n writes its test ids this way; Playwright's default is data-testid.
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launchPersistentContext(profile, {
		executablePath,
		viewport: { width: 1440, height: 900 },
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-dev-shm-usage',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
	await browser.route('**/*', async (route) => {
		const { protocol, origin: target } = new URL(route.request().url());
		const isOwn = target === origin || protocol === 'data:' || protocol === 'blob:';
		await (isOwn ? route.continue() : route.abort());
	});
	return browser;
}
