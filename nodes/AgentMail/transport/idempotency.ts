import { createHash, randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

/** Executions without an id (n8n's command line can make them) get one of their own, so that our repeats are covered. */
const anonymous = new WeakMap<object, string>();

/**
 * Names one attempt to do one thing: the same for every try of an item (n8n's Retry on Fail, our own repeats), another
 * for each item, loop turn, execution and operation. Content is left out on purpose: an expression with `$now`, or an
 * AI's answer, changes between tries and would defeat it.
 *
 * @returns 64 characters of `0-9a-f`; fits `Idempotency-Key` and `client_id`
 */
export function idempotencyKey(
	context: IExecuteFunctions,
	itemIndex: number,
	operation: string,
): string {
	const parts = [
		context.getInstanceId(),
		context.getWorkflow().id,
		context.getExecutionId() ?? anonymousId(context),
		context.getNode().id,
		context.getWorkflowDataProxy(itemIndex).$runIndex as number,
		itemIndex,
		operation,
	];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function anonymousId(context: object): string {
	const id = anonymous.get(context) ?? randomUUID();
	anonymous.set(context, id);
	return id;
}
