import type { Width } from './adaptiveWidth';
import { breathing } from './breathing';

/**
 * Runs `work` over all entries, at most so many at once as the width allows, and gives the results in the order of the
 * entries. After the first failure nothing new is started; what is under way ends, then that failure is thrown. n8n's
 * process gets to do other things meanwhile, also where no work waits for anything.
 *
 * @param width how many at once; one that changes is asked before each start
 */
export async function mapConcurrently<T, R>(
	entries: readonly T[],
	width: number | Width,
	work: (entry: T, index: number) => Promise<R>,
): Promise<R[]> {
	const limit = () => (typeof width === 'number' ? width : width.limit);
	const results: R[] = [];
	const failures: unknown[] = [];
	const breathe = breathing();
	let next = 0;
	let underWay = 0;
	let oneEnded = () => {};

	async function run(index: number): Promise<void> {
		underWay++;
		try {
			results[index] = await work(entries[index] as T, index);
		} catch (failure) {
			failures.push(failure);
		}
		underWay--;
		oneEnded();
	}

	const isMore = () => next < entries.length && failures.length === 0;
	while (isMore() || underWay > 0) {
		if (isMore() && underWay < limit()) {
			void run(next++);
			await breathe();
		} else {
			await new Promise<void>((resolve) => (oneEnded = resolve));
		}
	}
	if (failures.length > 0) throw failures[0];
	return results;
}
