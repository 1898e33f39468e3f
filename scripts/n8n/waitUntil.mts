import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks `probe` again and again until it answers something other than `undefined`, and returns that. Throws
 * "Waited … for <what>" when `timeoutMs` have passed.
 */
export async function waitUntil<T>(
	what: string,
	probe: () => Promise<T | undefined>,
	{ timeoutMs = 30_000, everyMs = 50 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const answer = await probe();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`);
		await sleep(everyMs);
	}
}
