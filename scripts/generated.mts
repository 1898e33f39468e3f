import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

/** Writes a generated page of `docs/`; with `--check` it only says whether the page is up to date. */
export async function generate(page: string, text: string): Promise<void> {
	const file = fileOf(page);
	const written = await format(text, { ...(await resolveConfig(file)), filepath: file });
	if (!process.argv.includes('--check')) {
		writeFileSync(file, written);
		console.log(`docs/${page} is written.`);
	} else if (readFileSync(file, 'utf8') !== written) {
		console.error(`docs/${page} is out of date. Run: npm run docs`);
		process.exitCode = 1;
	}
}

/** The same for a part of a page that is otherwise written by hand. */
export async function generatePart(page: string, marks: Marks, text: string): Promise<void> {
	await generate(page, between(readFileSync(fileOf(page), 'utf8'), marks, text));
}

/** Comments around what is generated. */
export interface Marks {
	begin: string;
	end: string;
}

/** A page with a new text between the marks. @throws Error when a mark is missing */
export function between(page: string, { begin, end }: Marks, text: string): string {
	const [before, rest] = page.split(begin);
	const after = rest?.split(end)[1];
	if (after === undefined) throw new Error(`The page lacks "${begin}" or "${end}".`);
	return [before, begin, '\n\n', text, '\n\n', end, after].join('');
}

function fileOf(page: string): string {
	return fileURLToPath(new URL(`../docs/${page}`, import.meta.url));
}
