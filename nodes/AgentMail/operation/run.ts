import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { agentMailApi } from '../transport/api';
import { stopIfCancelled } from '../transport/cancel';
import { InputError, toNodeError } from '../transport/errors';
import { idempotencyKey } from '../transport/idempotency';
import { inOrder } from './inOrder';
import { isTool, itemOf } from './item';
import { WithFiles, type Answer, type Operation, type Resource } from './operation';

/** Requests in flight at once. */
const PARALLEL = 5;

/**
 * Runs what the person chose for every input item: in parallel, output in input order, each output item paired with
 * its input item. With "continue on fail" an item that failed becomes an item that says why; without, nothing new is
 * started after the first failure.
 */
export async function runItems(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[]> {
	const api = agentMailApi(context);
	const outputs = await inOrder(context.getInputData(), PARALLEL, async (_input, index) => {
		try {
			stopIfCancelled(context);
			const { operation, name } = chosen(context, resources, index);
			const key = idempotencyKey(context, index, name);
			const answer = await operation.run({ api, key, item: itemOf(context, api, index) });
			return toItems(answer, index);
		} catch (error) {
			const nodeError = readable(context, error, index);
			if (!context.continueOnFail()) throw nodeError;
			return [errorItem(nodeError, index)];
		}
	});
	return outputs.flat();
}

function chosen(context: IExecuteFunctions, resources: readonly Resource[], index: number) {
	const resource = context.getNodeParameter('resource', index) as string;
	const operation = context.getNodeParameter('operation', index) as string;
	const found = resources.find(({ value }) => value === resource)?.operations[operation];
	if (!found) {
		throw new InputError(
			`This version of the node does not know "${resource}: ${operation}". Choose the operation again, or update n8n-nodes-agentmail-plus.`,
		);
	}
	return { operation: found as Operation, name: `${resource}.${operation}` };
}

function toItems(answer: Answer, item: number): INodeExecutionData[] {
	const answers = Array.isArray(answer) ? answer : [answer];
	return answers.map((each: object) =>
		each instanceof WithFiles
			? { json: each.json as IDataObject, binary: each.binary, pairedItem: { item } }
			: { json: each as IDataObject, pairedItem: { item } },
	);
}

/** An AI agent is shown an error's message alone, so advice goes into it there. */
function readable(context: IExecuteFunctions, error: unknown, index: number) {
	const nodeError = toNodeError(context.getNode(), error, index);
	if (isTool(context.getNode()) && nodeError.description) {
		nodeError.message = `${nodeError.message} ${nodeError.description}`;
	}
	return nodeError;
}

/** Keys other than these would keep n8n from moving the item to the error output. */
function errorItem(
	{ message, description }: { message: string; description?: string | null },
	item: number,
): INodeExecutionData {
	return {
		json: { error: message, ...(description ? { details: description } : {}) },
		pairedItem: { item },
	};
}
