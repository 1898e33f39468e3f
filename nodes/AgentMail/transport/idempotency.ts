import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import { digestOf } from '../shared/digest';

/** Identifies an execution in this process: the same object in every attempt of n8n's Retry on Fail. */
export const executionOf = (context: IExecuteFunctions): object =>
	context.getExecutionCancelSignal() ?? context;

/** Ids for executions that have none (n8n's command line can start such), so that their retries are covered too. */
const anonymous = new WeakMap<object, string>();

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
		context.getInstanceId(),
		context.getWorkflow().id,
		context.getExecutionId() ?? anonymousId(executionOf(context)),
		context.getNode().id,
		context.getWorkflowDataProxy(0).$runIndex as number,
	];
	return (itemIndex, ...given) => digestOf([...run, itemIndex, operation, ...given]);
}

/** A key derived from another, for one part of the work: as stable as that one, and never equal to it. */
export const keyFor = (part: string, key: string) => digestOf([part, key]);

function anonymousId(execution: object): string {
	const id = anonymous.get(execution) ?? randomUUID();
	anonymous.set(execution, id);
	return id;
}
