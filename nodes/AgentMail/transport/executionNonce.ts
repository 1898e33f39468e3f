import { randomUUID } from 'node:crypto';

import type { IExecuteFunctions } from 'n8n-workflow';

import { textOf } from '../shared/json';

/** Part of the execution's context, which n8n stores with it. */
const PLACE = 'agentMailNonce';

/**
 * A random text that belongs to this execution alone. Execution ids come back with a database that is restored or made
 * anew, and with the same encryption key n8n then signs the same links again.
 *
 * It is the same in every node, try, pause and restart of the execution. A person's Retry Execution copies it under
 * another execution id.
 */
export function executionNonce(context: IExecuteFunctions): string {
	const flow = context.getContext('flow');
	const nonce = textOf(flow[PLACE]) ?? randomUUID();
	flow[PLACE] = nonce;
	return nonce;
}
