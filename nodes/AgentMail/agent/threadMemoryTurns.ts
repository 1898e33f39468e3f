import type { IExecuteFunctions, ISupplyDataFunctions } from 'n8n-workflow';

import { InputError } from '../shared/inputError';

/** What a sub-node runs in. n8n's type leaves out two methods that every such context has. (n8n 1.123, 2.41) */
export type SubNodeContext = ISupplyDataFunctions &
	Pick<IExecuteFunctions, 'getContext' | 'getExecuteData'>;

/**
 * Which item an agent loads its memory for. n8n makes one memory for all items of a run and loads it with nothing that
 * names the item; but it does so once for each item in turn, as long as no item can fail before and batches are of one
 * item. (n8n 1.123 and 2.41: Tools Agent V2, V3; V2 loads with the input, and when it streams once more without)
 *
 * @param apart whether the items have different memories
 * @throws {InputError} from the result, where the item cannot be told: one customer's email must not reach another
 */
export function itemInTurn(
	context: SubNodeContext,
	itemIndex: number,
	apart: (items: number) => boolean,
): (loadedWith: object) => number {
	// Where there is no main input, as in an agent that is a tool, there is one item.
	const items = context.getInputData(0, 'main').length;
	const loads = { withInput: 0, bare: 0 };
	return (loadedWith) => {
		if (items < 2 || itemIndex > 0 || !apart(items)) return itemIndex;
		const item = loads['input' in loadedWith ? 'withInput' : 'bare']++;
		if (item >= items || !takesItemsInTurn(context)) throw cannotTell();
		return item;
	};
}

function takesItemsInTurn(context: SubNodeContext): boolean {
	const { node } = context.getExecuteData();
	if (node.type !== '@n8n/n8n-nodes-langchain.agent' || node.typeVersion < 2) return false;
	const { options } = node.parameters as { options?: { batching?: { batchSize?: unknown } } };
	const goesOn = node.onError === undefined ? node.continueOnFail : node.onError !== 'stopWorkflow';
	return !goesOn && (options?.batching?.batchSize ?? 1) === 1;
}

const cannotTell = () =>
	new InputError(
		'The items belong to different threads, and n8n does not tell which one the agent is at. In the AI Agent, set On Error to Stop Workflow and Batch Size to 1, or put Loop Over Items in front of it.',
	);
