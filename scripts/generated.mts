import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

/** Writes a generated page of `docs/`; with `--check` it only says whether the page is up to date. */
export async function generate(page: string, text: string): Promise<void> {
	const file = fileURLToPath(new URL(`../docs/${page}`, import.meta.url));
	const written = await format(text, { ...(await resolveConfig(file)), filepath: file });
	if (!process.argv.includes('--check')) {
		writeFileSync(file, written);
		console.log(`docs/${page} is written.`);
	} else if (readFileSync(file, 'utf8') !== written) {
		console.error(`docs/${page} is out of date. Run: npm run docs`);
		process.exitCode = 1;
	}
}
