import { sleep, UserError } from 'n8n-workflow';

import type { ApiContext } from './types';
import { sleepUntilAborted } from '../shared/waiting';

function cancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** n8n looks for this word, in this spelling, to tell an execution that was stopped from one that failed. */
const CANCELED = 'The execution was canceled.';

/** @throws if this execution was stopped in n8n. */
export function stopIfCancelled(context: ApiContext): void {
	if (cancelSignal(context)?.aborted) throw new UserError(CANCELED);
}

export const isCancel = (error: unknown): boolean =>
	error instanceof UserError && error.message === CANCELED;

/** Waits; throws at once if the execution is cancelled. */
export async function pause(context: ApiContext, milliseconds: number): Promise<void> {
	if (milliseconds <= 0) return;
	const signal = cancelSignal(context);
	if (!signal) return await sleep(milliseconds);
	await sleepUntilAborted(milliseconds, signal);
	stopIfCancelled(context);
}

/** The same context, with requests, waits and retries that end when the signal aborts. Can be nested. */
export function endingWith<C extends ApiContext>(signal: AbortSignal, context: C): C {
	const outer = cancelSignal(context);
	const either = outer ? AbortSignal.any([outer, signal]) : signal;
	const helpers: C['helpers'] = {
		...context.helpers,
		httpRequest: async (request) =>
			// A signal of its own for each request: Node.js warns if one has more than ten listeners.
			await context.helpers.httpRequest({ abortSignal: AbortSignal.any([either]), ...request }),
	} satisfies Pick<ApiContext['helpers'], 'httpRequest'> as C['helpers'];
	return Object.create(context, {
		helpers: { value: helpers },
		getExecutionCancelSignal: { value: () => either },
	}) as C;
}
