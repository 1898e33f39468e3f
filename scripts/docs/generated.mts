import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../package.mjs';

/** A file of this project that is written from the code. */
export interface Generated {
	/** From the root of the project: `docs/operations.md`. */
	path: string;
	/** In the project's style. */
	text: string;
}

/** Comments around the part of a page that is generated. */
export interface Marks {
	begin: string;
	end: string;
}

/** A whole file. @param text in any style */
export async function generated(path: string, text: string): Promise<Generated> {
	const filepath = join(ROOT, path);
	return { path, text: await format(text, { ...(await resolveConfig(filepath)), filepath }) };
}

/** A page with a new text between the marks. @throws Error when a mark is missing */
export async function withPart(path: string, marks: Marks, part: string): Promise<Generated> {
	const { begin, end } = marks;
	const [before, rest] = readFileSync(join(ROOT, path), 'utf8').split(begin);
	const after = rest?.split(end)[1];
	if (after === undefined) throw new Error(`${path} lacks "${begin}" or "${end}".`);
	return await generated(path, [before, begin, '\n\n', part, '\n\n', end, after].join(''));
}

export function isUpToDate({ path, text }: Generated): boolean {
	try {
		return readFileSync(join(ROOT, path), 'utf8') === text;
	} catch {
		return false;
	}
}

export function write({ path, text }: Generated): void {
	const file = join(ROOT, path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}
