/**
 * How long things take, in milliseconds. All of it stands here, so that tests can hurry, and the documentation
 * (docs/triggers.md) has one place to agree with.
 */
export const timings = {
	/** From opening a connection to `subscribed`. */
	handshake: 20_000,
	/** Without a frame for so long a connection may be dead without anyone saying so: another takes its place. The built-in WebSocket cannot ping. */
	silence: 5 * 60_000,
	/** No connection gets older. Each new one comes with a catch-up, so what a socket lost is found by then. AWS's gateway would end it after two hours. */
	age: 60 * 60_000,
	/** The first pause between two tries, and the longest. */
	pause: 1_000,
	longestPause: 30_000,
	/** A connection that lived so long was a good one: the next pause is short again. */
	goodLife: 30_000,
	/** An answer to "is the key still good?". */
	probe: 15_000,
	/** A catch-up begins so much before the last one did, and comes again so much later: lists lag behind. */
	overlap: 5 * 60_000,
	/** So long an e-mail that AgentMail lists and does not give is tried again. Then it is handed on as the list has it. */
	unreadable: 10 * 60_000,
	/** With In Order, the next event waits so long for a run of an n8n that does not say whether it could store it. */
	silentRun: 10 * 60_000,
	/** Publishing waits so long to hear that the subscription is in place. */
	publishing: 10_000,
};

/** The pause after so many failures in a row: it doubles, and jitter spreads triggers that failed together. */
export function pauseAfter(failures: number): number {
	const full = Math.min(timings.pause * 2 ** Math.max(0, failures - 1), timings.longestPause);
	return full * (0.5 + Math.random() / 2);
}

/** How much of the times for silence and age a connection uses: those that were opened together must not be replaced together. */
export const shareOfTime = () => 0.8 + Math.random() / 5;
