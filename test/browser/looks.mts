import { expect } from '@jest/globals';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Pictures of each step, for a person to look at; set the variable to a folder. */
const PICTURES = process.env.PICTURES;

export async function picture(page: Page, name: string): Promise<void> {
	if (!PICTURES) return;
	mkdirSync(PICTURES, { recursive: true });
	const path = join(PICTURES, `${name}.png`);
	await page.screenshot({ path, animations: 'disabled', fullPage: true });
}

/** Everybody can use the page as it is now, and nothing of it sticks out at the side. */
export async function expectAccessible(page: Page): Promise<void> {
	await page.evaluate(AXE);
	const { violations } = await page.evaluate(
		async () => (await (window as unknown as { axe: { run(): unknown } }).axe.run()) as AxeResults,
	);
	expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
	expect(await overflow(page)).toBeLessThanOrEqual(0);
}

/** How far the page is wider than the screen, in pixels. */
async function overflow(page: Page): Promise<number> {
	return await page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
	);
}
