/**
 * How long things take in every trigger that listens by itself, in milliseconds. In one place, so that tests can shorten
 * them and the documentation (docs/triggers.md) can be compared with them.
 */
export const timings = {
	/** The pause after a first failure, and the longest pause. */
	pause: 1_000,
	longestPause: 30_000,
	/** With In Order: the longest wait for a run in an n8n that does not report whether it stored it. */
	silentRun: 10 * 60_000,
	/** Publishing waits at most so long for AgentMail to confirm. */
	publishing: 10_000,
};

/** The pause after so many failures in a row: it doubles, and jitter spreads triggers that failed together. */
export function pauseAfter(failures: number): number {
	const full = Math.min(timings.pause * 2 ** Math.max(0, failures - 1), timings.longestPause);
	return full * (0.5 + Math.random() / 2);
}
