import { sleep } from 'n8n-workflow';

/** What else n8n's process has to do waits no longer than this. */
const LONGEST_MS = 25;

/**
 * Lets n8n's process answer others while much is worked through without waiting for anything, such as the parameters of
 * a thousand items: promises alone keep the process to themselves. Costs nothing where the work waits by itself.
 *
 * @returns to be awaited between two steps of the work
 */
export function breathing(): () => Promise<void> {
	let since = 0;
	let turn: Promise<void> | undefined;
	return async () => {
		if (turn === undefined) {
			since = Date.now();
			turn = sleep(0).then(() => (turn = undefined));
		} else if (Date.now() - since >= LONGEST_MS) {
			await turn;
		}
	};
}
