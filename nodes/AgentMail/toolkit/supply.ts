import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type ISupplyDataFunctions,
} from 'n8n-workflow';
import type { ZodTypeAny } from 'zod';

import { toNodeError } from '../transport/errors';
import { schemaOf } from './arguments';
import { offeredBy, type OfferedTool } from './offer';
import { runCalls } from './run';

/**
 * A tool as n8n's agents take it. n8n documents neither this nor that a list of them may be supplied; tests in n8n 2.41
 * and 1.123 hold both.
 */
interface SuppliedTool {
	name: string;
	description: string;
	schema: ZodTypeAny;
	/** With these, AI Agent 3 has n8n run the node, and names the tool in its item. */
	metadata: { isFromToolkit: true; sourceNodeName: string };
	/** AI Agent 2 calls this instead. */
	invoke(given: IDataObject): Promise<string>;
	/** And this, if it answers in pieces: of a tool without it, the model reads nothing. (LangChain: AgentExecutorIterator) */
	call(given: IDataObject): Promise<string>;
}

/** @throws for a node that is not set up */
export function suppliedTools(context: ISupplyDataFunctions): SuppliedTool[] {
	const node = context.getNode();
	try {
		return offeredBy(node).map((tool) => {
			const run = async (given: IDataObject) => await invoke(context, tool, given);
			return {
				name: tool.name,
				description: tool.operation.description,
				schema: schemaOf(tool.inputs),
				metadata: { isFromToolkit: true, sourceNodeName: node.name },
				invoke: run,
				call: run,
			};
		});
	} catch (error) {
		throw toNodeError(node, error);
	}
}

/** Shows the call in n8n's log as a run of the node. A failure is text: of an error, AI Agent 2 tells the model nothing. */
async function invoke(
	context: ISupplyDataFunctions,
	{ name }: OfferedTool,
	given: IDataObject,
): Promise<string> {
	const runIndex = context.getNextRunIndex();
	const input = [[{ json: { ...given, tool: name } }]];
	const run = context.cloneWith({ runIndex, inputData: input });
	try {
		const output = await runCalls(run as unknown as IExecuteFunctions);
		const response = output.map(({ json }) => json);
		run.addOutputData(NodeConnectionTypes.AiTool, runIndex, [[{ json: { response } }]]);
		return JSON.stringify(response);
	} catch (error) {
		const failure = new NodeOperationError(context.getNode(), error as Error);
		run.addOutputData(NodeConnectionTypes.AiTool, runIndex, failure);
		return failure.message;
	}
}
