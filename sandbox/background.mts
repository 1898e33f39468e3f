/** Work that outlives the answer that began it; `idle` waits for its end. */
export class Background {
	private readonly running = new Set<Promise<void>>();

	/** Starts a piece of work after the current answer; a failure is the sandbox's own defect. */
	run(work: () => Promise<void> | void): void {
		const promise = new Promise<void>((resolve) => setImmediate(resolve))
			.then(work)
			.catch((error: unknown) => console.error('sandbox: background work failed', error))
			.finally(() => this.running.delete(promise));
		this.running.add(promise);
	}

	get isIdle(): boolean {
		return this.running.size === 0;
	}
}
