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

/** A part of a page that is generated, between comments. */
export interface Part {
	begin: string;
	end: string;
	/** In any style. */
	text: string;
}

/** A whole file. @param text in any style */
export async function generated(path: string, text: string): Promise<Generated> {
	const filepath = join(ROOT, path);
	return { path, text: await format(text, { ...(await resolveConfig(filepath)), filepath }) };
}

/** A page with new parts. @throws Error when a comment is missing */
export async function withParts(path: string, ...parts: Part[]): Promise<Generated> {
	const page = parts.reduce(
		(whole, { begin, end, text }) => {
			const [before, rest] = whole.split(begin);
			const after = rest?.split(end)[1];
			if (after === undefined) throw new Error(`${path} lacks "${begin}" or "${end}".`);
			return [before, begin, '\n\n', text, '\n\n', end, after].join('');
		},
		readFileSync(join(ROOT, path), 'utf8'),
	);
	return await generated(path, page);
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
