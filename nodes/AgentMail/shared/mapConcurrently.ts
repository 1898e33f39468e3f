/**
 * Runs `work` over all entries, at most `parallel` at once, and gives the results in the order of the entries.
 * After the first failure nothing new is started; what is under way ends, then that failure is thrown.
 */
export async function mapConcurrently<T, R>(
	entries: readonly T[],
	parallel: number,
	work: (entry: T, index: number) => Promise<R>,
): Promise<R[]> {
	const results: R[] = [];
	const failures: unknown[] = [];
	let next = 0;

	async function worker(): Promise<void> {
		while (next < entries.length && failures.length === 0) {
			const index = next++;
			try {
				results[index] = await work(entries[index] as T, index);
			} catch (failure) {
				failures.push(failure);
			}
		}
	}

	await Promise.all(Array.from({ length: Math.min(parallel, entries.length) }, worker));
	if (failures.length > 0) throw failures[0];
	return results;
}
