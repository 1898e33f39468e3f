import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { N8N_VERSION } from '../../scripts/n8n/install.mjs';
import { LIMIT_OF_N8N, type Check } from './check.mjs';

/** A file of results beside this one, written by what it is about. */
export interface ResultsFile {
	name: string;
	/** Its beginning: a title, and what holds for all of it. */
	about: string;
}

const CHAOS: ResultsFile = {
	name: 'RESULTS.md',
	about: `# Chaos

\`npm run test:chaos webhook\` writes this file. It runs a real n8n ${N8N_VERSION} with the packed package next to the sandbox. If you run only some parts, the others stay as they are.

Every fault and every change ends with unpublishing the workflow. Afterwards, none of our webhooks may be left. Two webhooks of somebody else must be unchanged, and no request except reads may name them. “Publication service” is n8n's setting \`N8N_USE_WORKFLOW_PUBLICATION_SERVICE\`: on is n8n's default, off is how older versions work.
`,
};

/** Puts the tables, by their titles, into `RESULTS.md`. */
export async function writeResults(tables: Map<string, Check[]>): Promise<void> {
	await writeSections(
		CHAOS,
		new Map([...tables].map(([title, checks]) => [title, checkTable(checks)])),
	);
}

/** Puts sections, by their titles, into a file, each with its date and the machine; the others stay as they are. */
export async function writeSections(
	{ name, about }: ResultsFile,
	found: Map<string, string>,
): Promise<void> {
	const file = fileURLToPath(new URL(name, import.meta.url));
	const sections = earlierSections(file);
	for (const [title, text] of found) sections.set(title, `${circumstances()}\n\n${text}`);
	const parts = [...sections].map(([title, text]) => `## ${title}\n\n${text}`);
	const style = await resolveConfig(file, { editorconfig: true });
	const text = [about, ...parts].join('\n\n');
	writeFileSync(file, await format(text, { ...style, parser: 'markdown' }));
}

/** What a file holds, by title. */
function earlierSections(file: string): Map<string, string> {
	const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
	const sections = text.split(/^## /m).slice(1);
	return new Map(
		sections.map((section) => {
			const end = section.indexOf('\n');
			return [section.slice(0, end).trim(), section.slice(end).trim()];
		}),
	);
}

function circumstances(): string {
	const date = new Date().toISOString().slice(0, 10);
	const gigabytes = Math.round(totalmem() / 1024 ** 3);
	const model = cpus()[0]?.model.trim() ?? 'unknown processor';
	const load = loadavg()[2]?.toFixed(1);
	return `Run on ${date}: ${availableParallelism()} cores (${model}), ${gigabytes} GB memory, ${process.platform}; load average of the last 15 minutes ${load}.`;
}

function checkTable(checks: Check[]): string {
	return table(
		['what', 'found', 'as it must be'],
		checks.map((check) => [check.what, check.found, verdict(check)]),
	);
}

function verdict({ found, met }: Check): string {
	if (!met) return '**no**';
	return found.startsWith(LIMIT_OF_N8N) ? LIMIT_OF_N8N : 'yes';
}

export function table(head: string[], rows: string[][]): string {
	const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))];
	return lines.map((line) => line.join(' | ')).join('\n');
}

function cell(text: string): string {
	return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
