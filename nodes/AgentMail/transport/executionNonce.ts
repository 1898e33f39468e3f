import { randomUUID } from 'node:crypto';

import type { IContextObject, IExecuteFunctions } from 'n8n-workflow';

import { textOf } from '../shared/json';

/** Part of the execution's context, which n8n stores with it. */
const PLACE = 'agentMailNonce';

/** Where n8n keeps nothing with an execution (native Agents, the MCP Server Trigger), this process does. */
const anonymous = new WeakMap<object, IContextObject>();

/** What stands for an execution in this process: the same object in every try of n8n's Retry on Fail. */
export const executionOf = (context: IExecuteFunctions): object =>
	context.getExecutionCancelSignal() ?? context;

/**
 * A random text that belongs to this execution alone. Execution ids come back with a database that is restored or made
 * anew, and with the same encryption key n8n then signs the same links again.
 *
 * It is the same in every node, try, pause and restart of the execution. A person's Retry Execution copies it under
 * another execution id.
 */
export function executionNonce(context: IExecuteFunctions): string {
	const kept = storedContext(context) ?? unstoredContext(context);
	const nonce = textOf(kept[PLACE]) ?? randomUUID();
	kept[PLACE] = nonce;
	return nonce;
}

/** What n8n stores with the execution. `undefined` where it keeps nothing: see {@link anonymous}. */
export function storedContext(context: IExecuteFunctions): IContextObject | undefined {
	try {
		return context.getContext('flow');
	} catch {
		// There is no execution that could keep anything.
		return undefined;
	}
}

function unstoredContext(context: IExecuteFunctions): IContextObject {
	const execution = executionOf(context);
	const kept = anonymous.get(execution) ?? {};
	anonymous.set(execution, kept);
	return kept;
}
