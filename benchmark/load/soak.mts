import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';
import { startQueueStage, type QueueStage } from '../../scripts/queue/queue.mjs';
import { machine, writeMarkdown } from '../results.mjs';
import { fitLine, median, type Line } from '../statistics.mjs';
import { lineChart, type Series } from './chart.mjs';
import { INBOX, withOurNodes, withPlainNodes } from './mixedWork.mjs';

/**
 * `npm run benchmark:soak [-- <minutes>]`: two n8n in queue mode side by side under the same mails, one with this
 * package's nodes, one with n8n's own; does the memory of either grow?
 */
const MINUTES = Number(process.argv[2] ?? 30);
const MAIL_EVERY_MS = 3000;
const SAMPLE_EVERY_MS = 10_000;
/** Of the run, left out of the slope: caches fill, code is compiled. */
const WARM_UP = 0.25;
const FILE = randomBytes(20_000).toString('base64');

const WAYS = { ours: withOurNodes, 'n8n’s own': withPlainNodes } as const;
type WayName = keyof typeof WAYS;
const COLOURS: Record<WayName, string[]> = {
	ours: ['#c2410c', '#f97316', '#fdba74'],
	'n8n’s own': ['#1d4ed8', '#3b82f6', '#93c5fd'],
};

interface Side {
	name: WayName;
	queue: QueueStage;
	mails: number;
}

interface ProcessHeap {
	side: WayName;
	process: string;
	points: Array<{ x: number; y: number }>;
	/** Megabytes an hour, after the warm-up. */
	line: Line;
}

const heapFolder = temporaryFolder('soak-heap');
const sides: Side[] = [];
try {
	for (const name of Object.keys(WAYS) as WayName[]) {
		const queue = await startQueueStage({
			log: (line) => console.log(`${name}: ${line}`),
			workers: 1,
			env: {
				NODE_OPTIONS: `--import=${new URL('heapReport.mts', import.meta.url).href}`,
				HEAP_FOLDER: heapFolder.path,
				HEAP_EVERY_MS: String(SAMPLE_EVERY_MS),
			},
			envOf: (role) => ({ HEAP_NAME: `${name} ${role}` }),
		});
		sides.push({ name, queue, mails: 0 });
		await WAYS[name](queue);
	}
	const began = Date.now();
	await Promise.all(sides.map(async (side) => await work(side, began + MINUTES * 60_000)));
	const outcomes = await Promise.all(sides.map(outcome));
	await report(readHeaps(heapFolder.path, began), outcomes);
} finally {
	for (const { queue } of sides) await queue.stop();
	await heapFolder.remove();
}

/** A mail every so often, each of which starts three workflows. */
async function work(side: Side, until: number): Promise<void> {
	while (Date.now() < until) {
		await side.queue.sandbox.receive(INBOX, {
			from: `customer-${side.mails}@example.com`,
			subject: `Question ${side.mails}`,
			text: 'Where is my order? '.repeat(50),
			attachments: [
				{ filename: 'scan.bin', content_type: 'application/octet-stream', content: FILE },
			],
		});
		side.mails += 1;
		if (side.mails % 40 === 0) console.log(`${side.name}: ${side.mails} mails`);
		await sleep(MAIL_EVERY_MS);
	}
}

interface Outcome {
	name: WayName;
	mails: number;
	/** Deliveries that n8n took. */
	answered: string;
	/** Executions by how they ended. */
	executions: string;
	requests: number;
}

async function outcome({ name, queue, mails }: Side): Promise<Outcome> {
	// For what is under way; a delivery that failed is repeated minutes later, and is counted as open.
	await sleep(20_000);
	const deliveries = [...queue.sandbox.store.deliveries.values()];
	const open = deliveries.filter(({ status }) => status === 'pending').length;
	const rows = await queue.query(
		'select status, count(*) from execution_entity group by status order by 2 desc',
	);
	const executions = rows
		.map((row) => row.split('|'))
		.map(([status, count]) => `${count} ${status}`)
		.join(', ');
	const answered = `${deliveries.length - open} of ${deliveries.length}`;
	return { name, mails, answered, executions, requests: queue.sandbox.requests.length };
}

function readHeaps(folder: string, began: number): ProcessHeap[] {
	return readdirSync(folder)
		.sort()
		.map((file) => {
			const points = readFileSync(join(folder, file), 'utf8')
				.trim()
				.split('\n')
				.map((line) => line.split(' ').map(Number))
				.map(([at = 0, bytes = 0]) => ({ x: (at - began) / 60_000, y: bytes / 1_000_000 }))
				.filter(({ x }) => x >= 0);
			const end = points.at(-1)?.x ?? 0;
			const steady = points
				.filter(({ x }) => x >= end * WARM_UP)
				.map(({ x, y }) => ({ x: x / 60, y }));
			const side = Object.keys(WAYS).find((name) => file.startsWith(name)) as WayName;
			return { side, process: file.slice(side.length + 1), points, line: fitLine(steady) };
		});
}

async function report(heaps: ProcessHeap[], outcomes: Outcome[]): Promise<void> {
	const series: Series[] = heaps.map(({ side, process: role, points }) => {
		const order = heaps
			.filter((heap) => heap.side === side)
			.findIndex((heap) => heap.process === role);
		return { name: `${role}, ${side}`, colour: COLOURS[side][order] ?? '#000', points };
	});
	const axes = { title: 'Heap after a collection', x: 'minutes', y: 'MB' };
	writeFileSync(fileURLToPath(new URL('../soak.svg', import.meta.url)), lineChart(axes, series));

	const roles = [...new Set(heaps.map((heap) => heap.process))];
	const rows = roles.map((role) => {
		const [ours, plain] = (['ours', 'n8n’s own'] as const).map((side) =>
			heaps.find((heap) => heap.side === side && heap.process === role)!,
		) as [ProcessHeap, ProcessHeap];
		const difference = ours.line.slope - plain.line.slope;
		const error = Math.hypot(ours.line.standardError, plain.line.standardError);
		return [
			role,
			...[ours, plain].map(({ points }) => `${median(points.map(({ y }) => y)).toFixed(0)} MB`),
			...[ours, plain].map(
				({ line }) => `${signed(line.slope)} ± ${line.standardError.toFixed(1)}`,
			),
			`${signed(difference)} ± ${error.toFixed(1)}`,
			difference <= 2 * error ? 'yes' : '**no**',
		].join(' | ');
	});
	await writeMarkdown(
		'SOAK.md',
		`# Soak

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run benchmark:soak -- ${MINUTES}\`, which writes this file: **${MINUTES} minutes**.
${machine()}

Two n8n 2.41 in queue mode side by side (each a main, a worker and a webhook processor, with Redis and PostgreSQL of its
own), beside whatever else the machine does. Every ${MAIL_EVERY_MS / 1000} s each gets a mail with a file, which starts three published
workflows: answer and label it; send its file on; label the newest 20 messages. One n8n does it with this package's
nodes, the other with n8n's own Webhook and HTTP Request nodes. Every ${SAMPLE_EVERY_MS / 1000} s each process collects its garbage and
notes its heap.

![Heap after a collection, over time](soak.svg)

| process | heap, ours | heap, n8n's own | MB an hour, ours | MB an hour, n8n's own | difference | not steeper than n8n's own, within two standard errors |
| ------- | ---------- | --------------- | ---------------- | --------------------- | ---------- | ------------------------------------------------------ |
${rows.map((row) => `| ${row} |`).join('\n')}

Heaps are medians; slopes are least-squares lines, with their standard error, through what comes after the first
${WARM_UP * 100} % of the time. A sample is not independent of the one before, so the true uncertainty is larger than the standard error says.

| nodes | mails | deliveries taken by the end | executions | requests to AgentMail |
| ----- | ----- | --------------------------- | ---------- | --------------------- |
${outcomes.map(({ name, mails, answered, executions, requests }) => `| ${name} | ${mails} | ${answered} | ${executions} | ${requests} |`).join('\n')}
`,
	);
}

function signed(value: number): string {
	return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
