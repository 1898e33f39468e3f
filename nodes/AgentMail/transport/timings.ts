/** How long a request may take and a repeat waits, in milliseconds. One value, so that tests can hurry. */
export interface Timings {
	/** Before the first repeat; each further wait is twice as long. */
	firstWait: number;
	/** No wait is longer, whatever `Retry-After` asks for. */
	longestWait: number;
	/** Up to so much more than `Retry-After` asks for, so that callers turned away together do not come back together. */
	spread: number;
	/** Without a byte for so long a connection counts as dead. Not a deadline: a slow answer that keeps coming is fine. */
	idle: number;
	/** Between two looks for a message that is waited for. */
	poll: number;
}

export const timings: Timings = {
	firstWait: 500,
	longestWait: 60_000,
	spread: 250,
	idle: 60_000,
	poll: 2_000,
};
