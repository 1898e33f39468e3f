import { existsSync, readFileSync } from 'node:fs';
import { generatePart } from '../scripts/generated.mjs';

/**
 * `npx tsx benchmark/capacity.mts`: what so many mails a day need, simulated second by second with the rates that
 * `npm run benchmark:load` measured (`load.json`); writes the table of `docs/scaling.md`.
 */
const MARKS = {
	begin: '<!-- capacity: written by npx tsx benchmark/capacity.mts -->',
	end: '<!-- end of capacity -->',
};

const MAILS_A_DAY = [10_000, 1_000_000, 100_000_000];
/** The busiest hour, against the average of the day. */
const PEAK = 3;
/** Once in that hour, for a minute: a campaign is answered, a mailing list wakes up. */
const BURST = { factor: 5, from: 1800, seconds: 60 };
/** AgentMail gives up on an answer after 15 s (Svix docs) and repeats the delivery. */
const LONGEST_ANSWER_S = 5;
/** After it a person would call the automation slow. */
const LONGEST_WAIT_S = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** Trigger → Reply → Label; the requests of one run to AgentMail. */
const REQUESTS_A_MAIL = 2;
/** n8n prunes executions after 14 days unless told otherwise (EXECUTIONS_DATA_MAX_AGE = 336 hours). */
const DAYS_KEPT = 14;

interface Measured {
	deliveriesPerSecondAndProcessor: number;
	/** The same with N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE. */
	lazily: number;
	runsPerSecond: number;
	workers: number;
	bytesPerRun: number;
}

const UNKNOWN = { processors: '–', lazily: '–', workers: '–', day: '–', kept: '–' };
const LOAD = new URL('load.json', import.meta.url);
/** Without it (`npm run benchmark:load` has not been run yet) what depends on a machine is left open. */
const measured = existsSync(LOAD)
	? (JSON.parse(readFileSync(LOAD, 'utf8')) as Measured)
	: undefined;

const rows = MAILS_A_DAY.map((mails) => {
	const average = mails / DAY;
	const { processors, lazily, workers, day, kept } = measured
		? demand(mails, busiestHour(average * PEAK), measured)
		: UNKNOWN;
	return [
		mails.toLocaleString('en'),
		`${short(average)} / ${short(average * PEAK)} / ${short(average * PEAK * BURST.factor)}`,
		processors,
		lazily,
		workers,
		short(average * PEAK * REQUESTS_A_MAIL),
		`${short((mails * DAYS_KEPT) / 1e6)} million`,
		day,
		kept,
	].join(' | ');
});
await generatePart(
	'scaling.md',
	MARKS,
	`| Emails a day | A second: average / busiest hour / burst | Webhook processors, n8n's defaults | with lazy isolates | Workers | Requests a second to AgentMail, busiest hour | Rows after ${DAYS_KEPT} days | Database a day | after ${DAYS_KEPT} days |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}`,
);

function demand(mails: number, arrivals: number[], machine: Measured) {
	const perWorker = machine.runsPerSecond / machine.workers;
	return {
		processors: fewest(arrivals, machine.deliveriesPerSecondAndProcessor, LONGEST_ANSWER_S),
		lazily: fewest(arrivals, machine.lazily, LONGEST_ANSWER_S),
		workers: fewest(arrivals, perWorker, LONGEST_WAIT_S),
		day: gigabytes(mails * machine.bytesPerRun),
		kept: gigabytes(mails * machine.bytesPerRun * DAYS_KEPT),
	};
}

/** Arrivals in each second, by chance around the rate. */
function busiestHour(rate: number): number[] {
	const random = generator(1);
	return Array.from({ length: HOUR }, (_, second) => {
		const isBurst = second >= BURST.from && second < BURST.from + BURST.seconds;
		return poisson(isBurst ? rate * BURST.factor : rate, random);
	});
}

/** The fewest processes of that rate with which nothing of the hour waits longer than so many seconds. */
function fewest(arrivals: number[], rate: number, longestWait: number): number {
	const most = Math.max(...arrivals);
	let [low, high] = [1, Math.ceil(most / rate) + 1];
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (longestWaitWith(arrivals, middle * rate) <= longestWait) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** Seconds that the last of a queue waits, at its longest. */
function longestWaitWith(arrivals: number[], rate: number): number {
	let waiting = 0;
	let longest = 0;
	for (const arrived of arrivals) {
		waiting = Math.max(0, waiting + arrived - rate);
		longest = Math.max(longest, waiting / rate);
	}
	return longest;
}

/** Knuth's way for small rates; for large ones the normal distribution comes close enough. */
function poisson(rate: number, random: () => number): number {
	if (rate > 50) {
		const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		return Math.max(0, Math.round(rate + Math.sqrt(rate) * normal));
	}
	const limit = Math.exp(-rate);
	let count = 0;
	for (let product = random(); product > limit; product *= random()) count += 1;
	return count;
}

/** The same numbers in every run (mulberry32). */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

function short(value: number): string {
	return value >= 100
		? Math.round(value).toLocaleString('en')
		: Number(value.toPrecision(2)).toString();
}

function gigabytes(bytes: number): string {
	return bytes >= 1e12 ? `${short(bytes / 1e12)} TB` : `${short(bytes / 1e9)} GB`;
}
