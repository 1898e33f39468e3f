/** What was measured in several runs. */
export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs both ways in turn, so that what else the machine does falls on both. Seconds. */
export async function compareTimes(
	rounds: number,
	ours: () => Promise<unknown>,
	plain: () => Promise<unknown>,
): Promise<{ ours: number; plain: number }> {
	const times = { ours: [] as number[], plain: [] as number[] };
	for (let round = 0; round < rounds; round++) {
		times.plain.push(await seconds(plain));
		times.ours.push(await seconds(ours));
	}
	return { ours: median(times.ours), plain: median(times.plain) };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return (performance.now() - start) / 1000;
}

/** The value that the given share (0 to 1) of all values does not exceed. */
export function quantile(values: number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
