import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { installN8n } from '../../scripts/n8n/install.mjs';
import { ROOT } from '../../scripts/package.mjs';
import type { LoadTask } from '../loadNodes.mjs';
import { asRatio, inMegabytes, ROUNDS, type Result } from '../measure.mjs';
import { inProcess } from '../process.mjs';
import { median } from '../statistics.mjs';

const GMAIL = [
	'dist/nodes/Google/Gmail/Gmail.node.js',
	'dist/nodes/Google/Gmail/GmailTrigger.node.js',
];

/** What the package weighs, and what its nodes cost n8n when they are loaded. */
export async function packageCosts(): Promise<Result[]> {
	return [await packed(), ...(await loading())];
}

async function packed(): Promise<Result> {
	const { stdout } = await promisify(execFile)(
		'npm',
		['pack', '--dry-run', '--json', '--ignore-scripts'],
		{ cwd: ROOT },
	);
	const [{ size }] = JSON.parse(stdout) as [{ size: number }];
	return {
		what: 'The packed package',
		ours: `${Math.round(size / 1000)} kB`,
		plain: '–',
		ratio: '–',
		target: 'under 250 kB',
		met: size < 250_000,
	};
}

async function loading(): Promise<Result[]> {
	const { dir } = await installN8n({ log: (line) => console.log(line) });
	const modules = join(dir, 'node_modules');
	const { n8n } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[] };
	};
	const ours = { modules: join(ROOT, 'node_modules'), folder: ROOT, nodes: n8n.nodes };
	const gmail = { modules, folder: join(modules, 'n8n-nodes-base'), nodes: GMAIL };
	const costs = { ours: await cost(ours), gmail: await cost(gmail) };
	return [
		{
			what: "Loading all nodes into n8n's engine, against its own Gmail node and trigger",
			ours: `${Math.round(costs.ours.milliseconds)} ms, ${inMegabytes(costs.ours.bytes)}`,
			plain: `${Math.round(costs.gmail.milliseconds)} ms, ${inMegabytes(costs.gmail.bytes)}`,
			ratio: `${asRatio(costs.ours.milliseconds / costs.gmail.milliseconds)} of the time, ${asRatio(costs.ours.bytes / costs.gmail.bytes)} of the memory`,
			target: 'at most as much',
			met:
				costs.ours.milliseconds <= costs.gmail.milliseconds &&
				costs.ours.bytes <= costs.gmail.bytes,
		},
	];
}

async function cost(task: LoadTask) {
	const runs: Array<{ milliseconds: number; bytes: number }> = [];
	for (let round = 0; round < ROUNDS; round++) runs.push(await inProcess('loadNodes.mts', task));
	return {
		milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
		bytes: median(runs.map(({ bytes }) => bytes)),
	};
}
