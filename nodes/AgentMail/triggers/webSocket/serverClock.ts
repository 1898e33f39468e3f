/** A smaller difference tells nothing: the header has whole seconds, and an answer takes its time. */
const COARSE = 10_000;

/** The time at AgentMail, whose timestamps tell what is new. The clock of this machine may be wrong. */
export class ServerClock {
	/** Milliseconds. */
	private ahead = 0;

	/** @param date the header of an answer that came just now */
	hear(date: unknown): void {
		const ahead = Date.parse(String(date)) - Date.now();
		this.ahead = Math.abs(ahead) > COARSE ? ahead : 0;
	}

	/** Unix milliseconds. */
	now(): number {
		return this.at(Date.now());
	}

	/** A time of this machine as AgentMail's. */
	at(time: number): number {
		return time + this.ahead;
	}
}
