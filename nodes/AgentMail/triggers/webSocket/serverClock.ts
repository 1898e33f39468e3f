/** Milliseconds. Smaller differences mean nothing: the header has whole seconds, and an answer takes time. */
const COARSE = 10_000;

/** The time at AgentMail, whose timestamps show what is new. The clock of this machine may be wrong. */
export class ServerClock {
	/** How far AgentMail's clock is ahead of this machine's, in milliseconds. */
	private ahead = 0;

	/** @param date the `Date` header of an answer that came just now */
	hear(date: unknown): void {
		const ahead = Date.parse(String(date)) - Date.now();
		this.ahead = Math.abs(ahead) > COARSE ? ahead : 0;
	}

	/** Unix milliseconds. */
	now(): number {
		return this.at(Date.now());
	}

	/** Converts a time of this machine to AgentMail's. Unix milliseconds. */
	at(time: number): number {
		return time + this.ahead;
	}
}
