import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { N8N_VERSION } from '../../scripts/n8n/install.mjs';
import type { Check } from './check.mjs';

const FILE = fileURLToPath(new URL('RESULTS.md', import.meta.url));

const ABOUT = `# Chaos

What \`npm run test:chaos\` found, written by itself: a real n8n ${N8N_VERSION} with the packed package, beside the sandbox. A run of some parts replaces those and keeps the others.

Every fault and change ends with the workflow unpublished. Then no webhook of ours may be left, and two webhooks of somebody else must be as they were and must not be named in any request but reads. “Publication service” is n8n's \`N8N_USE_WORKFLOW_PUBLICATION_SERVICE\`: on is what n8n does by default; off is what older versions do.
`;

/** Puts the tables, by their titles, into `RESULTS.md`, each with its date and the machine. */
export async function writeResults(tables: Map<string, Check[]>): Promise<void> {
	const sections = earlierSections();
	for (const [title, checks] of tables)
		sections.set(title, `${circumstances()}\n\n${table(checks)}`);
	const parts = [...sections].map(([title, text]) => `## ${title}\n\n${text}`);
	const style = await resolveConfig(FILE, { editorconfig: true });
	const text = [ABOUT, ...parts].join('\n\n');
	writeFileSync(FILE, await format(text, { ...style, parser: 'markdown' }));
}

/** What the file holds, by title. */
function earlierSections(): Map<string, string> {
	const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
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

function table(checks: Check[]): string {
	const rows = checks.map(({ what, found, met }) =>
		[cell(what), cell(found), met ? 'yes' : '**no**'].join(' | '),
	);
	return ['what | found | as it must be', '--- | --- | ---', ...rows].join('\n');
}

function cell(text: string): string {
	return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
