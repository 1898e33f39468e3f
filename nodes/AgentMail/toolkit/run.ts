import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { withoutMarks } from '../agent/marks';
import { requireShown } from '../agent/reviewedCall';
import { givenByModel } from '../agent/toolArguments';
import { INPUTS, toolkitCall } from '../agent/toolkitCall';
import type { Item } from '../fields/item';
import type { Outcome } from '../operation/batches';
import { shownTo } from '../operation/describe';
import { apiOf, callOf, outputOf } from '../operation/run';
import { InputError } from '../shared/inputError';
import { stopIfCancelled } from '../transport/cancel';
import { toNodeError } from '../transport/errors';
import { idempotencyKeys } from '../transport/idempotency';
import type { Api } from '../transport/types';
import { requireFitting } from './arguments';
import { offeredBy, type OfferedTool } from './offer';

/** Runs the calls of a toolkit: each item names a tool, and holds what the model gave it beside the agent's own input. */
export async function runCalls(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const api = apiOf(context);
	const outputs: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		outputs.push(...(await runCall(context, api, index)));
	}
	return outputs;
}

async function runCall(context: IExecuteFunctions, api: Api, index: number) {
	const tool = calledTool(context, index);
	const given = givenByModel(context, index, INPUTS);
	const call = toolkitCall(context.getNode(), tool.name, given);
	const item = itemOf(tool, call, { context, api, index });
	return outputOf(tool.operation, await outcomeOf(tool, call, item), item);
}

/** What the operation reads: what was given, else its usual values. */
function itemOf(
	{ operation, inputs }: OfferedTool,
	call: Record<string, unknown>,
	where: Pick<Item, 'context' | 'api' | 'index'>,
): Item {
	const given = new Map(inputs.map(({ name, path }) => [path, withoutMarks(call[name])]));
	const usual = new Map(
		shownTo('agent', operation.properties())
			.filter(({ type }) => type !== 'resourceLocator')
			.toReversed()
			.map(({ name, default: value }) => [name, value]),
	);
	return {
		...where,
		isTool: true,
		parameter: (name) => (name === 'inboxId' ? call.inboxId : (given.get(name) ?? usual.get(name))),
	};
}

async function outcomeOf(
	{ operation, inputs, id }: OfferedTool,
	call: Record<string, unknown>,
	item: Item,
): Promise<Outcome> {
	const { context } = item;
	try {
		stopIfCancelled(context);
		requireFitting(inputs, call);
		await requireShown(item, call);
		return { answer: await operation.run(callOf(item, idempotencyKeys(context, id))) };
	} catch (error) {
		return { error };
	}
}

/** @throws for a tool that this node does not have, such as one of a profile that was changed meanwhile */
function calledTool(context: IExecuteFunctions, index: number): OfferedTool {
	const node = context.getNode();
	const called = context.getInputData()[index]?.json.tool;
	try {
		const offered = offeredBy(node);
		const found = offered.find(({ name }) => name === called);
		if (found) return found;
		const names = offered.map(({ name }) => name).join(', ');
		throw new InputError(`There is no such tool. Nothing was done. Use one of: ${names}.`);
	} catch (error) {
		throw toNodeError(node, error, index);
	}
}
