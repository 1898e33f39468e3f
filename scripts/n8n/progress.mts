import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';

/** How long each step took last time on this machine, in seconds. */
export type Durations = Record<string, number>;

interface Watched {
	/** Shows where it stands: `log` of a terminal, or {@link onOneLine}. */
	show: (line: string) => void;
	/** Between two lines about the same step. */
	everyMs?: number;
	/** Kept between runs. */
	file?: string;
}

const HEARTBEAT_MS = 15_000;

const durationsFile = () => join(cacheFolder(), 'durations.json');

/** The steps of something that takes minutes: which is under way, which are left, how long they took last time. */
export class Progress {
	private plan: string[] = [];
	private readonly started = Date.now();
	private readonly show: (line: string) => void;
	private readonly everyMs: number;
	private readonly file: string;

	constructor({ show, everyMs = HEARTBEAT_MS, file = durationsFile() }: Watched) {
		this.show = show;
		this.everyMs = everyMs;
		this.file = file;
	}

	/** These are to come, in this order, before what is expected already. */
	expect(...steps: string[]): void {
		this.plan = [...new Set([...steps, ...this.plan])];
	}

	/** Does a step, and keeps how long it took unless it fails. */
	async step<T>(name: string, work: () => Promise<T>): Promise<T> {
		this.plan = this.plan.filter((planned) => planned !== name);
		const known = await this.lastTimes();
		const start = Date.now();
		const say = () => this.show(progressLine(name, secondsSince(start), this.plan, known));
		say();
		const heartbeat = setInterval(say, this.everyMs);
		try {
			const result = await work();
			await this.keep(name, secondsSince(start));
			return result;
		} finally {
			clearInterval(heartbeat);
		}
	}

	/** @returns `undefined` where one of them was never done on this machine */
	async lastTime(...steps: string[]): Promise<number | undefined> {
		const known = await this.lastTimes();
		if (steps.some((step) => known[step] === undefined)) return undefined;
		return steps.reduce((sum, step) => sum + (known[step] ?? 0), 0);
	}

	/** Seconds since the beginning. */
	get seconds(): number {
		return secondsSince(this.started);
	}

	/** What cannot be read is not known. */
	private async lastTimes(): Promise<Durations> {
		try {
			return JSON.parse(await readFile(this.file, 'utf8')) as Durations;
		} catch {
			return {};
		}
	}

	private async keep(name: string, seconds: number): Promise<void> {
		const all = { ...(await this.lastTimes()), [name]: seconds };
		await mkdir(dirname(this.file), { recursive: true });
		await writeFile(this.file, JSON.stringify(all));
	}
}

const secondsSince = (start: number) => Math.round((Date.now() - start) / 1000);

/** `Downloading n8n: 45 s (last time 1 min 35 s). Then: starting n8n (20 s).` */
export function progressLine(
	step: string,
	seconds: number,
	left: string[],
	known: Durations,
): string {
	const past = known[step];
	const lastTime = past === undefined ? '' : ` (last time ${inWords(past)})`;
	const then = left.map((name) => {
		const took = known[name];
		return took === undefined ? name : `${name} (${inWords(took)})`;
	});
	const now = `${step.charAt(0).toUpperCase()}${step.slice(1)}: ${inWords(seconds)}${lastTime}.`;
	return then.length === 0 ? now : `${now} Then: ${then.join(', ')}.`;
}

/** `95` → `1 min 35 s` */
export function inWords(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	const rest = seconds % 60;
	if (minutes === 0) return `${rest} s`;
	return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** Shows each line in the place of the one before. @returns how, and how to leave the last one where it is */
export function onOneLine(terminal: NodeJS.WriteStream) {
	let isOpen = false;
	return {
		show: (line: string) => {
			const cut = line.slice(0, Math.max(0, terminal.columns - 1));
			terminal.write(`\r\u001b[2K${cut}`);
			isOpen = true;
		},
		end: () => {
			if (isOpen) terminal.write('\r\u001b[2K');
			isOpen = false;
		},
	};
}
