import { settledOrAborted } from './waiting';

/** A delivery must be answered within 15 s, and fetching the content may take ten. A late result serves the next delivery. */
const LONGEST_WAIT_MS = 2_000;

/** Runs a task at most once per interval; callers share the run, so that deliveries do not turn into requests. */
export class ThrottledTask {
	private askedAt = -Infinity;

	/** The run that has not ended yet. */
	private open: Promise<void> | undefined;

	constructor(private readonly everyMs: number) {}

	/** Resolves when the run has ended, or after {@link LONGEST_WAIT_MS}. @param ask must not reject */
	async ask(ask: () => Promise<void>): Promise<void> {
		if (Date.now() - this.askedAt >= this.everyMs) {
			this.askedAt = Date.now();
			this.open = ask().finally(() => (this.open = undefined));
		}
		if (this.open) await settledOrAborted(this.open, AbortSignal.timeout(LONGEST_WAIT_MS));
	}
}
