import { settledOrAborted } from './waiting';

/** AgentMail waits 15 s for its answer, and fetching the content may take ten. What is read later serves the next delivery. */
const LONGEST_WAIT_MS = 2_000;

/** Something that AgentMail is asked at most once in a while, whoever wants to know how often: deliveries must not turn into requests. */
export class ThrottledTask {
	private askedAt = -Infinity;

	/** While AgentMail has not answered. */
	private open: Promise<void> | undefined;

	constructor(private readonly everyMs: number) {}

	/** Ends with the answer, or when AgentMail has waited long enough. @param ask never fails */
	async ask(ask: () => Promise<void>): Promise<void> {
		if (Date.now() - this.askedAt >= this.everyMs) {
			this.askedAt = Date.now();
			this.open = ask().finally(() => (this.open = undefined));
		}
		if (this.open) await settledOrAborted(this.open, AbortSignal.timeout(LONGEST_WAIT_MS));
	}
}
