import type { IExecuteFunctions } from 'n8n-workflow';

import { digestOf } from '../shared/digest';
import { executionNonce } from './executionNonce';

/**
 * Names one thing to do: the same for every attempt at an item (n8n's Retry on Fail, our own retries), different for each
 * item, loop iteration, execution and operation. The content is left out on purpose: an expression with `$now`, or an AI's
 * answer, differs between attempts.
 *
 * @param given tells apart what n8n does not: the tool calls that an AI agent makes at once
 * @returns 64 characters of `0-9a-f`; fits `Idempotency-Key` and `client_id`
 */
export type KeyOf = (itemIndex: number, ...given: unknown[]) => string;

/** The keys of one run of an operation. */
export function idempotencyKeys(context: IExecuteFunctions, operation: string): KeyOf {
	const run = [
		context.getExecutionId(),
		executionNonce(context),
		context.getNode().id,
		context.getWorkflowDataProxy(0).$runIndex as number,
	];
	const mark = workflowMark(context);
	return (itemIndex, ...given) =>
		mark + digestOf([...run, itemIndex, operation, ...given]).slice(mark.length);
}

const MARK_LENGTH = 16;

/** How all keys of a workflow begin, and so the `client_id`s of what it has made. */
export function workflowMark(context: IExecuteFunctions): string {
	return digestOf([context.getInstanceId(), context.getWorkflow().id]).slice(0, MARK_LENGTH);
}

/** A key derived from another, for one part of the work: as stable as that one, and never equal to it. */
export const keyFor = (part: string, key: string) => digestOf([part, key]);

/**
 * As {@link keyFor}, for a copy that takes the place of something: who made that counts as having made the copy.
 *
 * @param replaced the `client_id` of what is replaced
 */
export function keyInPlaceOf(replaced: string, part: string, key: string): string {
	const mark = replaced.slice(0, MARK_LENGTH);
	return mark + keyFor(part, key).slice(mark.length);
}
