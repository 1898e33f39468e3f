import type { IExecuteFunctions } from 'n8n-workflow';

import { digestOf } from '../shared/digest';
import { executionNonce } from './executionNonce';

/**
 * Names one attempt to do one thing: the same for every try of an item (n8n's Retry on Fail, our own repeats), another
 * for each item, loop turn, execution and operation. Content is left out on purpose: an expression with `$now`, or an
 * AI's answer, changes between tries and would defeat it.
 *
 * @param given what tells apart what n8n does not: the calls of a tool that an AI agent makes at once
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
	const maker = workflowMark(context);
	return (itemIndex, ...given) =>
		maker + digestOf([...run, itemIndex, operation, ...given]).slice(maker.length);
}

/** How all keys of a workflow begin, and so the `client_id`s of what it has made. */
export function workflowMark(context: IExecuteFunctions): string {
	return digestOf([context.getInstanceId(), context.getWorkflow().id]).slice(0, 16);
}

/** A key for a part of what another key stands for: as stable as that one, and never equal to it. */
export const keyFor = (part: string, key: string) => digestOf([part, key]);
