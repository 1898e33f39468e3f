import { sleep, UserError } from 'n8n-workflow';

import type { ApiContext } from './api';

function cancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** n8n recognizes the word, spelt like this: an execution that was stopped is not one that failed. */
const CANCELED = 'The execution was canceled.';

/** @throws when the person at n8n has stopped this execution. */
export function stopIfCancelled(context: ApiContext): void {
	if (cancelSignal(context)?.aborted) throw new UserError(CANCELED);
}

/** Waits, and ends at once with an exception when the execution is cancelled. */
export async function pause(context: ApiContext, milliseconds: number): Promise<void> {
	if (milliseconds <= 0) return;
	const signal = cancelSignal(context);
	if (!signal) return await sleep(milliseconds);
	const cancelled = new Promise<void>((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
	await Promise.race([sleep(milliseconds), cancelled]);
	stopIfCancelled(context);
}
