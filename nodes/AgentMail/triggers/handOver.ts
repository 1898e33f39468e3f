import {
	ExecutionCancelledError,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
} from 'n8n-workflow';

import { quotedForLog, titleOf } from '../events/log';
import { logOncePerMinute } from '../shared/logThrottle';
import { settledOrAborted } from '../shared/waiting';
import { reasonOf } from '../transport/errors';
import { deduplicationKey } from './deduplication';

/**
 * Hands an item to n8n.
 *
 * @param id of the event; n8n stores no second run for it
 * @param limit ends the wait for an n8n that does not report a run it could not store
 * @returns why there was no run; `undefined` when there was one and it has ended
 */
export async function handOver(
	context: ITriggerFunctions,
	item: INodeExecutionData,
	id: string | undefined,
	limit?: AbortSignal,
): Promise<string | undefined> {
	const run = context.helpers.createDeferredPromise<IRun>();
	const key = id === undefined ? undefined : deduplicationKey(context, id);
	try {
		context.emit([[item]], undefined, run, key);
		await (limit ? settledOrAborted(run.promise, limit) : run.promise);
		return undefined;
	} catch (error) {
		// Somebody stopped the run, so there was one.
		if (error instanceof ExecutionCancelledError) return undefined;
		const reason = reasonOf(error);
		// A run that cannot begin, such as one without access to a credential, is stored; n8n ends it before it looks for it.
		return reason.includes('No active execution found') ? undefined : reason;
	}
}

export function reportUnstored(context: ITriggerFunctions, reason: string): void {
	logOncePerMinute(`unstored ${context.getWorkflow().id} ${context.getNode().id}`, (more) =>
		context.logger.warn(
			`${titleOf(context)}: n8n could not start a run; retrying. ${quotedForLog(reason, 300)}${more}`,
		),
	);
}
