import { randomUUID } from 'node:crypto';

import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

import { digestOf } from '../shared/digest';

/** What stands for an execution in this process: the same object in every try of n8n's Retry on Fail. */
export const executionOf = (context: IExecuteFunctions): object =>
	context.getExecutionCancelSignal() ?? context;

/** Where n8n keeps nothing with an execution (native Agents, the MCP Server Trigger), this process does. */
const anonymous = new WeakMap<object, string>();

/** Part of the context of an execution, which n8n stores with it: over a wait, a restart and on another worker. */
const PLACE = 'agentMailNonce';

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
		nonceOf(context),
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

/**
 * A random name of the execution. Its id alone does not name it: ids come back with a database that is restored or made
 * anew. And the nonce alone does not either: who retries an execution by hand gets a copy of its context.
 */
function nonceOf(context: IExecuteFunctions): string {
	const kept = contextOf(context);
	const nonce = kept ? kept[PLACE] : anonymous.get(executionOf(context));
	if (typeof nonce === 'string') return nonce;
	const made = randomUUID();
	if (kept) kept[PLACE] = made;
	else anonymous.set(executionOf(context), made);
	return made;
}

function contextOf(context: IExecuteFunctions): IContextObject | undefined {
	try {
		return context.getContext('flow');
	} catch {
		// There is no execution that could keep anything.
		return undefined;
	}
}
