import type { IExecuteFunctions, INode, NodeTypeAndVersion } from 'n8n-workflow';

import { resolvedParameters, withGiven } from '../agent/parameters';
import { toolkitCall, toolPrefix } from '../agent/toolkitCall';
import { isTool, isToolkit } from '../fields/item';
import { isRecord, textOf } from '../shared/json';

/** What an agent wants to run, as far as the review in front of it can know. */
export interface ToolCall {
	/** The agent's id for it. */
	id: string;
	/** What the agent calls the tool. Its word: n8n does not tell which tool will run. */
	name: string;
	/** What the agent gives the tool. */
	given: Record<string, unknown>;
	/** The node that runs if the agent's word is true; `undefined` when no node behind the review is called so. */
	node: NodeTypeAndVersion | undefined;
	/** Whether nothing but that node can run: there is no other behind this review. */
	isOnly: boolean;
}

/** (n8n 2.41: requests-response; the id is n8n's, the rest is as the model wrote it) */
export function toolCallOf(context: IExecuteFunctions): ToolCall {
	const { tool, toolParameters, toolCallId } = context.getInputData()[0]?.json ?? {};
	const gated = gatedNodes(context);
	const [only] = gated;
	const isOnly = gated.length === 1;
	const name = textOf(tool) ?? only?.name ?? '';
	const named = gated.find((node) =>
		isOurs(node) && isToolkit(node)
			? name.startsWith(toolPrefix(node))
			: toolName(node.name) === toolName(name),
	);
	return {
		id: String(toolCallId ?? ''),
		name,
		given: isRecord(toolParameters) ? toolParameters : { input: toolParameters ?? '' },
		node: named ?? (isOnly ? only : undefined),
		isOnly,
	};
}

function gatedNodes(context: IExecuteFunctions): NodeTypeAndVersion[] {
	const behind = { connectionType: 'ai_tool', depth: 1, includeNodeParameters: true } as const;
	return context.getParentNodes(context.getNode().name, behind).filter((node) => !node.disabled);
}

/** (n8n-workflow 2.41: nodeNameToToolName) */
const toolName = (name: string) => name.replace(/[^\w-]+/g, '_').slice(0, 64);

/** @throws what n8n throws for an expression that cannot be resolved here */
export function parametersOf(
	{ node, name, given }: ToolCall,
	context: IExecuteFunctions,
): Record<string, unknown> {
	if (node && isOurs(node) && isToolkit(node)) return toolkitCall(node as INode, name, given);
	return resolvedParameters(node?.parameters ?? {}, (expression) =>
		context.evaluateExpression(withGiven(expression, given), 0),
	);
}

/** A node whose calls are compared with what was shown: see `requireShown`. */
export const isOurs = ({ type }: NodeTypeAndVersion) =>
	/\bagentMail\w*$/.test(type) && isTool({ type });
