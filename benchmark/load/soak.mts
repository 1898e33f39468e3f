import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../scripts/n8n/temporaryFolder.mjs';
import { startQueueStage, type QueueStage } from '../../scripts/queue/queue.mjs';
import { machine, writeMarkdown } from '../results.mjs';
import { fitLine, median, type Line } from '../statistics.mjs';
import { lineChart, type Series } from './chart.mjs';
import { INBOX, MAIL_EVERY_MS, REVIEWER, withOurNodes, withPlainNodes } from './mixedWork.mjs';

/**
 * `npm run benchmark:soak [-- <minutes>]`: two n8n in queue mode side by side under the same mails, one with this
 * package's nodes, one with n8n's own; does the memory of either grow?
 */
const MINUTES = Number(process.argv[2] ?? 30);
const CUT_EVERY_MS = 60_000;
const SAMPLE_EVERY_MS = 10_000;
/** Code is compiled and caches fill for longer than one would think, so each quarter of the run has its slope; the last decides. */
const QUARTERS = [1, 2, 3, 4];
const FILE = randomBytes(20_000).toString('base64');

/** `answer` is how a reviewer answers the link in a mail. */
const WAYS = {
	ours: {
		publish: withOurNodes,
		answer: { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) },
	},
	'n8n’s own': { publish: withPlainNodes, answer: { method: 'GET' } },
} as const;
type WayName = keyof typeof WAYS;
const COLOURS: Record<WayName, string[]> = {
	ours: ['#c2410c', '#f97316', '#fdba74'],
	'n8n’s own': ['#1d4ed8', '#3b82f6', '#93c5fd'],
};

interface Side {
	name: WayName;
	queue: QueueStage;
	mails: number;
	/** Questions that the reviewer has answered. */
	answered: number;
	/** Connections that were reset. */
	cuts: number;
}

interface ProcessHeap {
	side: WayName;
	process: string;
	points: Array<{ x: number; y: number }>;
	/** Megabytes an hour, in each quarter of the run. */
	lines: Line[];
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
		sides.push({ name, queue, mails: 0, answered: 0, cuts: 0 });
		await WAYS[name].publish(queue);
	}
	const began = Date.now();
	const end = began + MINUTES * 60_000;
	const works = [mails, answers, cuts];
	await Promise.all(sides.flatMap((side) => works.map(async (work) => await work(side, end))));
	const outcomes = await Promise.all(sides.map(outcome));
	await report(readHeaps(heapFolder.path, began), outcomes);
} finally {
	for (const { queue } of sides) await queue.stop();
	await heapFolder.remove();
}

/** A mail every so often, each of which starts five workflows. */
async function mails(side: Side, until: number): Promise<void> {
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

/** The reviewer answers each question, until the last have had time to come. */
async function answers(side: Side, until: number): Promise<void> {
	const { sandbox } = side.queue;
	const answered = new Set<string>();
	while (Date.now() < until + 10_000) {
		await sleep(1000);
		for (const { message_id, to, text = '' } of sandbox.store.messages.values()) {
			if (answered.has(message_id) || !to.includes(REVIEWER)) continue;
			const [link = ''] = /https?:\/\/\S+\/webhook-waiting\/\S+/.exec(text) ?? [];
			const answer = await fetch(link, WAYS[side.name].answer).catch(() => undefined);
			await answer?.text();
			// The mail may be there before the workflow waits.
			if (answer?.ok) answered.add(message_id);
		}
	}
	side.answered = answered.size;
}

/** Whoever listens over a WebSocket is cut off. */
async function cuts(side: Side, until: number): Promise<void> {
	while (Date.now() + CUT_EVERY_MS < until) {
		await sleep(CUT_EVERY_MS);
		side.cuts += side.queue.sandbox.sockets.subscriptions.length;
		side.queue.sandbox.cut('reset');
	}
}

interface Outcome {
	name: WayName;
	mails: number;
	/** Deliveries that n8n took. */
	taken: string;
	answered: number;
	cuts: number;
	/** Executions by how they ended. */
	executions: string;
	requests: number;
}

async function outcome({ name, queue, mails, answered, cuts }: Side): Promise<Outcome> {
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
	const taken = `${deliveries.length - open} of ${deliveries.length}`;
	const requests = queue.sandbox.requests.length;
	return { name, mails, taken, answered, cuts, executions, requests };
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
			const lines = QUARTERS.map((quarter) => {
				const [from, to] = [((quarter - 1) * MINUTES) / 4, (quarter * MINUTES) / 4];
				return fitLine(byMinute(points.filter(({ x }) => x >= from && x < to)));
			});
			const side = Object.keys(WAYS).find((name) => file.startsWith(name)) as WayName;
			return { side, process: file.slice(side.length + 1), points, lines };
		});
}

/** The median of each minute, over hours: samples that follow each other are alike, minutes much less. */
function byMinute(points: ProcessHeap['points']): ProcessHeap['points'] {
	const minutes = new Map<number, number[]>();
	for (const { x, y } of points) {
		const minute = Math.floor(x);
		minutes.set(minute, [...(minutes.get(minute) ?? []), y]);
	}
	return [...minutes].map(([minute, heaps]) => ({ x: (minute + 0.5) / 60, y: median(heaps) }));
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
		const [last, lastPlain] = [ours.lines.at(-1)!, plain.lines.at(-1)!];
		const difference = last.slope - lastPlain.slope;
		const error = Math.hypot(last.standardError, lastPlain.standardError);
		return [
			role,
			...[ours, plain].map(({ points }) => `${median(points.map(({ y }) => y)).toFixed(0)} MB`),
			...[ours, plain].map(({ lines }) => lines.map(({ slope }) => signed(slope)).join(', ')),
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
own), on one machine (load average ${loadavg()[2]?.toFixed(1)} at the end). Every ${MAIL_EVERY_MS / 1000} s each gets a mail with a file, which starts five published
workflows: answer and label it; send its file on; label the newest 20 messages; ask a person and wait for the answer;
note it. One n8n does it with this package's nodes, the last workflow over a WebSocket that is reset once a minute; the
other with n8n's own Webhook node (version 1, which n8n treats as it does every trigger: see [LOAD.md](LOAD.md)), HTTP
Request and Wait nodes. n8n has no WebSocket node; its Schedule Trigger starts as many runs from main. Every
${SAMPLE_EVERY_MS / 1000} s each process collects its garbage and notes its heap.

![Heap after a collection, over time](soak.svg)

| process | heap, ours | heap, n8n's own | MB an hour in each quarter of the time, ours | n8n's own | difference in the last | not steeper than n8n's own, within two standard errors |
| ------- | ---------- | --------------- | -------------------------------------------- | --------- | ---------------------- | ------------------------------------------------------ |
${rows.map((row) => `| ${row} |`).join('\n')}

Heaps are medians; slopes are least-squares lines, with their standard error, through the medians of the minutes.

| nodes | mails | deliveries taken by the end | questions answered | connections reset | executions | requests to AgentMail |
| ----- | ----- | --------------------------- | ------------------ | ----------------- | ---------- | --------------------- |
${outcomes.map(({ name, mails, taken, answered, cuts, executions, requests }) => `| ${name} | ${mails} | ${taken} | ${answered} | ${cuts} | ${executions} | ${requests} |`).join('\n')}
`,
	);
}

function signed(value: number): string {
	return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
