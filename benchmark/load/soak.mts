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
import {
	INBOX,
	MAIL_EVERY_MS,
	NEWS,
	REVIEWER,
	withMoreListeners,
	withOurNodes,
	withPlainNodes,
} from './mixedWork.mjs';

/**
 * `npm run benchmark:soak [-- <minutes>]`: n8n in queue mode side by side under the same mails, one with this package's
 * nodes, two with n8n's own; does the memory of ours grow more than theirs? The two tell how far equals differ. The minutes
 * are those that are judged; before them comes a warm-up.
 */
const MINUTES = Number(process.argv[2] ?? 30);
// A line through fewer samples says nothing.
if (!(MINUTES >= 5)) throw new Error('Give at least 5 minutes: npm run benchmark:soak -- 30');
/**
 * By its end memories are full: 1,000 mails fill that of the webhook trigger, 10,000 that of the WebSocket trigger. And
 * connecting, once a minute later on, has happened about as often as a mail: more listeners are cut off, and more often.
 */
const WARM_UP_MINUTES = 35;
const WARM_UP_MAIL_EVERY_MS = 2000;
const WARM_UP_NEWS = 10_000;
const WARM_UP_LISTENERS = 15;
/** A connection that lived for half a minute was a good one, and is opened again at once. */
const WARM_UP_CUT_EVERY_MS = 33_000;
/** What the warm-up left open is done by then. */
const CALM_MINUTES = 5;
const JUDGED_FROM = WARM_UP_MINUTES + CALM_MINUTES;
const CUT_EVERY_MS = 60_000;
const SAMPLE_EVERY_MS = 30_000;
const FILE = randomBytes(20_000).toString('base64');

const PLAIN = { publish: withPlainNodes, answer: { method: 'GET' } };

/** `answer` is how a reviewer answers the link in a mail. */
const WAYS = {
	ours: {
		publish: withOurNodes,
		answer: { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) },
		colours: ['#c2410c', '#f97316', '#fdba74'],
	},
	'n8n’s own': { ...PLAIN, colours: ['#1d4ed8', '#3b82f6', '#93c5fd'] },
	'n8n’s own, again': { ...PLAIN, colours: ['#15803d', '#22c55e', '#86efac'] },
} as const;
type WayName = keyof typeof WAYS;
const WAY_NAMES = Object.keys(WAYS) as WayName[];

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
	samples: Sample[];
	/** Megabytes an hour, in the part of the run that is judged. */
	growth: Record<Part, Line>;
}

/** The heap is its data and what V8 has compiled. */
type Part = 'heap' | 'data' | 'code';

/** Megabytes. */
type Sample = { minutes: number } & Record<Part, number>;

const heapFolder = temporaryFolder('soak-heap');
const sides: Side[] = [];
try {
	for (const name of WAY_NAMES) {
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
	const warm = began + WARM_UP_MINUTES * 60_000;
	const end = began + (JUDGED_FROM + MINUTES) * 60_000;
	await Promise.all(
		sides.flatMap((side) => [
			mails(side, warm, end),
			answers(side, end),
			...(side.name === 'ours'
				? [cuts(side, warm, end), news(side, warm), moreListeners(side, warm)]
				: []),
		]),
	);
	const outcomes = await Promise.all(sides.map(outcome));
	await report(readHeaps(heapFolder.path, began), outcomes);
} finally {
	for (const { queue } of sides) await queue.stop();
	await heapFolder.remove();
}

/** A mail every so often, each of which starts five workflows. */
async function mails(side: Side, warm: number, until: number): Promise<void> {
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
		await sleep(Date.now() < warm ? WARM_UP_MAIL_EVERY_MS : MAIL_EVERY_MS);
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
async function cuts(side: Side, warm: number, until: number): Promise<void> {
	while (Date.now() + CUT_EVERY_MS < until) {
		await sleep(Date.now() < warm ? WARM_UP_CUT_EVERY_MS : CUT_EVERY_MS);
		side.cuts += side.queue.sandbox.sockets.subscriptions.length;
		side.queue.sandbox.cut('reset');
	}
}

/** For the memory of the WebSocket trigger: it puts these aside. By the clock, so that all have come when it is warm. */
async function news({ queue }: Side, warm: number): Promise<void> {
	const began = Date.now();
	for (let sent = 1; sent <= WARM_UP_NEWS; sent++) {
		await queue.sandbox.receive(NEWS, { from: 'noreply@example.com', subject: `News ${sent}` });
		await sleep(began + (sent / WARM_UP_NEWS) * (warm - began) - Date.now());
	}
	if (Date.now() > warm + CALM_MINUTES * 60_000) {
		throw new Error('This machine is too slow: the warm-up was not over when it was to be judged.');
	}
}

/** More that connect and catch up, until it is warm. */
async function moreListeners({ queue }: Side, warm: number): Promise<void> {
	const end = await withMoreListeners(queue, WARM_UP_LISTENERS);
	await sleep(warm - Date.now());
	await end();
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
			const samples = readFileSync(join(folder, file), 'utf8')
				.trim()
				.split('\n')
				.map((line) => line.split(' ').map(Number))
				.map(([at = 0, data = 0, code = 0]) => ({
					minutes: (at - began) / 60_000,
					heap: (data + code) / 1_000_000,
					data: data / 1_000_000,
					code: code / 1_000_000,
				}))
				.filter(({ minutes }) => minutes >= 0);
			// From the end of the file's name: one name of a side begins with another.
			const space = file.lastIndexOf(' ');
			const [side, role] = [file.slice(0, space) as WayName, file.slice(space + 1)];
			const judged = samples.filter(
				({ minutes }) => minutes >= JUDGED_FROM && minutes < JUDGED_FROM + MINUTES,
			);
			const line = (part: Part) =>
				fitLine(judged.map((sample) => ({ x: sample.minutes / 60, y: sample[part] })));
			const growth = { heap: line('heap'), data: line('data'), code: line('code') };
			return { side, process: role, samples, growth };
		});
}

async function report(heaps: ProcessHeap[], outcomes: Outcome[]): Promise<void> {
	const roles = [...new Set(heaps.map((heap) => heap.process))];
	const series: Series[] = heaps.map(({ side, process: role, samples }) => {
		const colour = WAYS[side].colours[roles.indexOf(role)] ?? '#000';
		const points = samples.map(({ minutes, heap }) => ({ x: minutes, y: heap }));
		return { name: `${role}, ${side}`, colour, points };
	});
	const axes = { title: 'Heap after a collection', x: 'minutes', y: 'MB' };
	writeFileSync(fileURLToPath(new URL('../soak.svg', import.meta.url)), lineChart(axes, series));

	const rows = roles.map((role) => {
		const three = WAY_NAMES.map((side) =>
			heaps.find((heap) => heap.side === side && heap.process === role)!,
		);
		const sizes = three.map(({ samples }) => median(samples.map(({ heap }) => heap)).toFixed(0));
		return {
			whole: [role, sizes.join(', '), ...judge(three, 'heap')].join(' | '),
			parts: [role, ...judge(three, 'data'), ...judge(three, 'code')].join(' | '),
		};
	});
	await writeMarkdown(
		'SOAK.md',
		`# Soak

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run benchmark:soak -- ${MINUTES}\`, which writes this file: **${MINUTES} minutes**.
${machine()}

Does an n8n with this package's nodes grow over time, compared with one that does the same work with n8n's own nodes? Three
n8n 2.41 in queue mode ran side by side on one machine (load average ${loadavg()[2]?.toFixed(1)} at the end), each with a main, a worker, a webhook
processor, and its own Redis and PostgreSQL.

Every ${MAIL_EVERY_MS / 1000} s, each n8n gets an email with a file, which starts five published workflows: answer and label it; forward its
file; label the newest 20 messages; ask a person and wait for the answer; record it. One n8n does this with this package's
nodes, and its last workflow listens over a WebSocket that is reset once a minute. The two others use n8n's own Webhook
node (version 1, which n8n treats like every other trigger: see [LOAD.md](LOAD.md)), HTTP Request and Wait nodes. n8n has no
WebSocket node, so their Schedule Trigger starts as many executions from main.

The first ${JUDGED_FROM} minutes don't count. For ${WARM_UP_MINUTES} of them, emails come every ${WARM_UP_MAIL_EVERY_MS / 1000} s: code is compiled, caches fill, and so does the
webhook trigger's memory of deliveries (the last 1,000 for each workflow). To fill the WebSocket trigger's memory too, it
gets ${WARM_UP_NEWS.toLocaleString('en')} more emails, which it ignores and remembers, and its connection is cut every ${WARM_UP_CUT_EVERY_MS / 1000} s, together with those of ${WARM_UP_LISTENERS}
others like it.

Every ${SAMPLE_EVERY_MS / 1000} s, each process frees what it can and records its heap.

![Heap after a collection, over time](soak.svg)

| process | heap, MB | growth, MB an hour | ours less the mean of the others | not steeper |
| ------- | -------- | ------------------ | -------------------------------- | ----------- |
${rows.map(({ whole }) => `| ${whole} |`).join('\n')}

The three figures in a cell are: ours, n8n's own, n8n's own again. The heap is the median of the whole run. Growth is the slope of
the least-squares line through the samples of the last ${MINUTES} minutes, with a standard error corrected for samples that resemble
the one before. The error of a difference is the larger of two: the one that follows from these standard errors, and the one
that follows from the difference between the two n8n with the same nodes. "Not steeper" allows for two of these errors.

A heap contains data and the code that V8 has compiled. The code grows for hours, because V8 compiles a function only once it
has run often enough. This table shows them separately.

| process | data, MB an hour | ours less the mean | not steeper | code, MB an hour | ours less the mean | not steeper |
| ------- | ---------------- | ------------------ | ----------- | ---------------- | ------------------ | ----------- |
${rows.map(({ parts }) => `| ${parts} |`).join('\n')}

| nodes | emails | deliveries taken by the end | questions answered | connections reset | executions | requests to AgentMail |
| ----- | ----- | --------------------------- | ------------------ | ----------------- | ---------- | --------------------- |
${outcomes.map(({ name, mails, taken, answered, cuts, executions, requests }) => `| ${name} | ${mails} | ${taken} | ${answered} | ${cuts} | ${executions} | ${requests} |`).join('\n')}
`,
	);
}

/** Cells: the three growths, how much steeper the first is, and whether that is more than chance. */
function judge(three: ProcessHeap[], part: Part): string[] {
	const lines = three.map(({ growth }) => growth[part]);
	const difference = compare(lines);
	const notSteeper = difference.slope <= 2 * difference.standardError;
	return [lines.map(withError).join(', '), withError(difference), notSteeper ? 'yes' : '**no**'];
}

/** The first line against the mean of the two others, which are equal but for chance. */
function compare(lines: Line[]): Line {
	const [ours, one, other] = lines as [Line, Line, Line];
	const slope = ours.slope - (one.slope + other.slope) / 2;
	const scatter = Math.hypot(
		ours.standardError,
		Math.hypot(one.standardError, other.standardError) / 2,
	);
	// Two values that are d apart come from a spread of d / √2; one against the mean of two spreads √1.5 times as far.
	const chance = (Math.abs(one.slope - other.slope) / Math.SQRT2) * Math.sqrt(1.5);
	return { slope, standardError: Math.max(scatter, chance) };
}

function withError({ slope, standardError }: Line): string {
	return `${signed(slope)} ± ${standardError.toFixed(2)}`;
}

function signed(value: number): string {
	return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
