import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { ROUNDS, type Result } from './measure.mjs';

const require = createRequire(import.meta.url);

function mark(met: boolean | undefined): string {
	if (met === undefined) return '–';
	return met ? 'yes' : '**no**';
}

export const printed = ({ what, ours, plain, ratio, target, met }: Result) =>
	`${what}\n  ours ${ours} · plain ${plain} · ratio ${ratio} · target ${target}: ${mark(met)}`;

/** Writes `RESULTS.md`: what was measured, on what machine, and how to repeat it. */
export async function writeResults(results: Result[]): Promise<void> {
	const rows = results.map(({ what, ours, plain, ratio, target, met }) =>
		[what, ours, plain, ratio, target, mark(met)].join(' | '),
	);
	await writeMarkdown(
		'RESULTS.md',
		`# Benchmark

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run benchmark\`, which writes this file.
${machine()}

Each figure is the median of ${ROUNDS} runs, except the faults, the limit and the longest block, which were measured once. Both ways
are measured in the same run of the benchmark and through the same n8n engine, unless the row says otherwise. The server is a
separate process and counts requests and emails.

In a real n8n, the processor's time is that of its process with all threads. The longest block is the longest processor time that
its main thread takes between two answers, so other programs do not count.

Memory is the largest growth of a process's resident memory while it moves one file. Before a download, the process has
moved 20 files of 1 MB, like a server that has been running for a while. (The first streams of a process leave chunks
behind that are collected later, so its memory grows more at first. Before an upload, it has moved one file.) Loading is
measured as time, and as heap after a garbage collection. The svix package's check includes parsing the body as JSON.

| what | ours | plain way | ratio | target | met |
| ---- | ---- | --------- | ----- | ------ | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`,
	);
}

/** Writes a file of this folder, in the project's style. */
export async function writeMarkdown(name: string, text: string): Promise<void> {
	const file = fileURLToPath(new URL(name, import.meta.url));
	const style = await resolveConfig(file, { editorconfig: true });
	writeFileSync(file, await format(text, { ...style, parser: 'markdown' }));
}

/** What it was measured on. */
export function machine(): string {
	const core = require.resolve('n8n-core').replace(/n8n-core\/dist\/.*$/, 'n8n-core/package.json');
	const { version } = JSON.parse(readFileSync(core, 'utf8')) as { version: string };
	const gigabytes = Math.round(totalmem() / 1024 ** 3);
	const model = cpus()[0]?.model.trim() ?? 'unknown processor';
	return `Machine: ${availableParallelism()} cores (${model}), ${gigabytes} GB memory, ${process.platform}; Node ${process.version}, n8n-core ${version}.`;
}
