import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IPairedItemData,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { sentenceForModel } from '../agent/forModel';
import { forAgent } from '../agent/forAgent';
import { withoutMarks } from '../agent/marks';
import { resolvedParameters } from '../agent/parameters';
import { requireShown } from '../agent/reviewedCall';
import { agentMailApi } from '../transport/api';
import type { Api } from '../transport/types';
import { stopIfCancelled } from '../transport/cancel';
import { toNodeError } from '../transport/errors';
import { idempotencyKeys, type KeyOf } from '../transport/idempotency';
import { AdaptiveWidth, MOST_WIDTH } from '../shared/adaptiveWidth';
import { isRecord } from '../shared/json';
import { runBatches, type Outcome } from './batches';
import { mapConcurrently } from '../shared/mapConcurrently';
import { isTool, type Item } from '../fields/item';
import { parameterReader } from './parameters';
import { answersOfEarlierTries } from './retryOnFail';
import type { Call, Operation, Resource } from './operation';
import { WithFiles, type Answer } from './output';
import { toolArguments } from '../agent/toolArguments';

/**
 * Runs what the person chose for every input item: together where the API can do many at once, else in parallel. The
 * output is in input order, each output item paired with its input item. With "continue on fail" an item that failed
 * becomes an item that says why; without, nothing new is started after the first failure.
 */
export async function runItems(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[]> {
	const count = context.getInputData().length;
	if (count === 0) return [];
	const { operation, name } = chosen(context, resources);
	const width = new AdaptiveWidth();
	const items = itemsOf(context, apiOf(context, width), count);
	const keyOf = idempotencyKeys(context, name);
	if (operation.runAll) return await runTogether(context, operation.runAll, items, keyOf);
	const answers = answersOfEarlierTries(context, keyOf(0));
	const outputs: INodeExecutionData[][] = [];

	async function alone(item: Item): Promise<Outcome> {
		try {
			stopIfCancelled(context);
			if (item.isTool) await requireShown(item, parametersOf(item));
			return { answer: await operation.run(callOf(item, keyOf)) };
		} catch (error) {
			return { error };
		}
	}

	function settled(outcome: Outcome, item: Item): void {
		if ('answer' in outcome) answers.set(item.index, outcome.answer);
		outputs[item.index] = outputOf(operation, outcome, item);
	}

	await mapConcurrently([...answers], 1, async ([index, answer]) =>
		settled({ answer }, items[index]!),
	);
	const due = items.filter(({ index }) => !answers.has(index));
	await runBatches(
		await batchMembers(operation, due),
		chosenWidth(items[0]!) ?? width,
		async (at) => await alone(due[at]!),
		(outcome, at) => settled(outcome, due[at]!),
	);
	return outputs.flat();
}

/**
 * What came of one item, as n8n gets it.
 *
 * @throws without "continue on fail": the error of an item that failed
 */
export function outputOf(operation: Operation, outcome: Outcome, item: Item): INodeExecutionData[] {
	const { context, index } = item;
	try {
		if ('error' in outcome) throw outcome.error;
		return toItems(operation.finish(outcome.answer, item), { item: index });
	} catch (error) {
		const nodeError = readable(context, error, index);
		if (!context.continueOnFail()) throw nodeError;
		return [errorItem(nodeError, index)];
	}
}

/**
 * The API as this node may use it.
 *
 * @throws for a profile of an AI agent that nobody has chosen
 */
export function apiOf(context: IExecuteFunctions, width?: AdaptiveWidth): Api {
	try {
		return forAgent(context, agentMailApi(context, { width }));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** What is stored in the node, with its expressions resolved. */
const parametersOf = ({ context, index }: Item) =>
	resolvedParameters(context.getNode().parameters, (expression) =>
		context.evaluateExpression(expression, index),
	);

function itemsOf(context: IExecuteFunctions, api: Api, count: number): Item[] {
	const byAgent = isTool(context.getNode());
	const read = parameterReader(context);
	return Array.from({ length: count }, (_, index) => ({
		context,
		api,
		index,
		isTool: byAgent,
		parameter: (name) => {
			const value = read(name, index);
			if (value === null) return undefined;
			return byAgent ? withoutMarks(value) : value;
		},
	}));
}

/** One thing for all items, which is told of the first. */
async function runTogether(
	context: IExecuteFunctions,
	runAll: NonNullable<Operation['runAll']>,
	items: Item[],
	keyOf: KeyOf,
): Promise<INodeExecutionData[]> {
	try {
		const [call, ...others] = items.map((item) => callOf(item, keyOf));
		return toItems(
			await runAll([call!, ...others]),
			items.map(({ index }) => ({ item: index })),
		);
	} catch (error) {
		const nodeError = readable(context, error, 0);
		if (!context.continueOnFail()) throw nodeError;
		return [errorItem(nodeError, 0)];
	}
}

/** Calls of a tool that an AI agent makes at once share run and item: there, what the model gave tells them apart. */
export function callOf(item: Item, keyOf: KeyOf): Call {
	const { api, context, index, isTool } = item;
	const given = isTool ? [toolArguments(context, index)] : [];
	return { api, item, key: keyOf(index, ...given) };
}

/** An item whose fields cannot be read goes alone, and fails there with its sentence. */
async function batchMembers(operation: Operation, items: Item[]) {
	if (!operation.batchMember || items.length < 2) return items.map(() => undefined);
	return await mapConcurrently(items, 1, async (item) => {
		stopIfCancelled(item.context);
		return await operation.batchMember!(item).catch(() => undefined);
	});
}

/** How many requests a person wants in flight; `undefined` to have it found out. */
function chosenWidth(item: Item): number | undefined {
	const wanted = Math.trunc(Number(item.parameter('options.parallel')));
	return wanted >= 1 ? Math.min(MOST_WIDTH, wanted) : undefined;
}

/** Resource and operation are the same for all items: they take no expressions. */
function chosen(context: IExecuteFunctions, resources: readonly Resource[]) {
	const resource = String(context.getNodeParameter('resource', 0));
	// Of a resource that the node does not have, n8n knows no operation.
	const operation = String(context.getNodeParameter('operation', 0, ''));
	const found = resources.find(({ value }) => value === resource)?.operations[operation];
	if (found) return { operation: found, name: `${resource}.${operation}` };
	throw new NodeOperationError(
		context.getNode(),
		`This version of the node does not know "${[resource, operation].filter(Boolean).join(': ')}". Choose the operation again, or update n8n-nodes-agentmail-plus.`,
	);
}

function toItems(
	answer: Answer,
	pairedItem: IPairedItemData | IPairedItemData[],
): INodeExecutionData[] {
	const answers = Array.isArray(answer) ? answer : [answer];
	return answers.map((each: object) =>
		each instanceof WithFiles
			? {
					json: each.json as IDataObject,
					...(Object.keys(each.binary).length > 0 && { binary: each.binary }),
					pairedItem,
				}
			: // The API may answer a change with nothing, which comes as empty text.
				{ json: isRecord(each) ? (each as IDataObject) : {}, pairedItem },
	);
}

/** An AI agent is shown an error's message alone, so advice goes into it there. */
function readable(context: IExecuteFunctions, error: unknown, index: number) {
	const nodeError = toNodeError(context.getNode(), error, index);
	if (!isTool(context.getNode())) return nodeError;
	const { message, description } = nodeError;
	nodeError.message = sentenceForModel([message, description].filter(Boolean).join(' '), context);
	nodeError.description = undefined;
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
