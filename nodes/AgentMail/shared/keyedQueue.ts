/** Runs work one after the other within a lane, and the lanes in parallel. */
export class KeyedQueue {
	private readonly last = new Map<string, Promise<void>>();

	/** Adds work to the end of a lane. The work must not throw. */
	add(lane: string, work: () => Promise<void>): void {
		const done = (this.last.get(lane) ?? Promise.resolve()).then(work).finally(() => {
			if (this.last.get(lane) === done) this.last.delete(lane);
		});
		this.last.set(lane, done);
	}
}
