import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Work that outlives the answer that began it; `idle` waits for its end. */
export class Background {
	private readonly running = new Set<Promise<void>>();
	private halt = halting();

	/** Starts a piece of work after the current answer; a failure is the sandbox's own defect. */
	run(work: () => Promise<void> | void): void {
		const { signal } = this.halt;
		const promise = new Promise<void>((resolve) => setImmediate(resolve))
			.then(() => (signal.aborted ? undefined : work()))
			.catch((error: unknown) => {
				if (!signal.aborted) console.error('sandbox: background work failed', error);
			})
			.finally(() => this.running.delete(promise));
		this.running.add(promise);
	}

	/** A wait inside a piece of work, or before an answer; rejects when all work is stopped. */
	async pause(milliseconds: number): Promise<void> {
		await wait(milliseconds, undefined, { signal: this.halt.signal });
	}

	/** Drops what has not begun and what pauses: the sandbox is reset or closed. */
	stop(): void {
		this.halt.abort();
		this.halt = halting();
	}

	get isIdle(): boolean {
		return this.running.size === 0;
	}
}

/** Each pause listens for the end of all work, and there may be any number. */
function halting(): AbortController {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	return controller;
}
