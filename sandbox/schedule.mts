/** The longest wait that a timer of Node can hold. */
const LONGEST_MS = 2 ** 31 - 1;

/** Work for a later time, at most one piece for each id. */
export class Schedule {
	private readonly timers = new Map<string, NodeJS.Timeout>();

	/** Replaces what was planned under the same id. */
	at(id: string, time: string, work: () => void): void {
		this.cancel(id);
		const wait = Date.parse(time) - Date.now();
		const next = wait > LONGEST_MS ? () => this.at(id, time, work) : () => this.run(id, work);
		this.timers.set(id, setTimeout(next, Math.min(Math.max(wait, 0), LONGEST_MS)));
	}

	cancel(id: string): void {
		clearTimeout(this.timers.get(id));
		this.timers.delete(id);
	}

	stop(): void {
		for (const id of [...this.timers.keys()]) this.cancel(id);
	}

	private run(id: string, work: () => void): void {
		this.timers.delete(id);
		work();
	}
}
