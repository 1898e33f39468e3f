/** How a finding begins that is not as anyone would want it, and that this package cannot change. */
export const LIMIT_OF_N8N = 'limit of n8n';

/** One thing that was tried, what came of it, and whether it was as it must be. */
export interface Check {
	what: string;
	found: string;
	met: boolean;
}

/** Tries one thing. @param attempt throws when it is not as it must be, else says what was found */
export async function check(what: string, attempt: () => Promise<string>): Promise<Check> {
	const start = performance.now();
	const found = await attempt().then(
		(text) => ({ found: text, met: true }),
		(error: unknown) => ({ found: String(error), met: false }),
	);
	const seconds = Math.round((performance.now() - start) / 1000);
	console.log(`${found.met ? 'ok' : 'NO'} ${what} (${seconds} s): ${found.found}`);
	return { what, ...found };
}
