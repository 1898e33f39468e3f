import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import { digestOf } from '../shared/digest';

/** What stands for an execution in this process: the same object in every try of n8n's Retry on Fail. */
export const executionOf = (context: IExecuteFunctions): object =>
	context.getExecutionCancelSignal() ?? context;

/** Executions without an id (n8n's command line can make them) get one of their own, so that their tries are covered. */
const anonymous = new WeakMap<object, string>();

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
		context.getInstanceId(),
		context.getWorkflow().id,
		context.getExecutionId() ?? anonymousId(executionOf(context)),
		context.getNode().id,
		context.getWorkflowDataProxy(0).$runIndex as number,
	];
	return (itemIndex, ...given) => digestOf([...run, itemIndex, operation, ...given]);
}

/** A key for a part of what another key stands for: as stable as that one, and never equal to it. */
export const keyFor = (part: string, key: string) => digestOf([part, key]);

function anonymousId(execution: object): string {
	const id = anonymous.get(execution) ?? randomUUID();
	anonymous.set(execution, id);
	return id;
}
