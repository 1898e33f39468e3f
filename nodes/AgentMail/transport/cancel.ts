import { sleep, UserError } from 'n8n-workflow';

import type { ApiContext } from './types';
import { sleepUntilAborted } from '../shared/waiting';

function cancelSignal(context: ApiContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** n8n recognizes the word, spelt like this: an execution that was stopped is not one that failed. */
const CANCELED = 'The execution was canceled.';

/** @throws when the person at n8n has stopped this execution. */
export function stopIfCancelled(context: ApiContext): void {
	if (cancelSignal(context)?.aborted) throw new UserError(CANCELED);
}

export const isCancel = (error: unknown): boolean =>
	error instanceof UserError && error.message === CANCELED;

/** Waits, and ends at once with an exception when the execution is cancelled. */
export async function pause(context: ApiContext, milliseconds: number): Promise<void> {
	if (milliseconds <= 0) return;
	const signal = cancelSignal(context);
	if (!signal) return await sleep(milliseconds);
	await sleepUntilAborted(milliseconds, signal);
	stopIfCancelled(context);
}

/** A context whose requests, pauses and repeats end with the signal. Contexts of this kind can stand within each other. */
export function endingWith<C extends ApiContext>(signal: AbortSignal, context: C): C {
	const outer = cancelSignal(context);
	const either = outer ? AbortSignal.any([outer, signal]) : signal;
	const helpers: C['helpers'] = {
		...context.helpers,
		httpRequest: async (request) =>
			// A signal for each request: Node.js warns of one that more than ten wait for.
			await context.helpers.httpRequest({ abortSignal: AbortSignal.any([either]), ...request }),
	} satisfies Pick<ApiContext['helpers'], 'httpRequest'> as C['helpers'];
	return Object.create(context, {
		helpers: { value: helpers },
		getExecutionCancelSignal: { value: () => either },
	}) as C;
}
