import type { IExecuteFunctions, INode } from 'n8n-workflow';

import type { Api } from '../transport/types';

/** One input item of a running node, as fields read it. */
export interface Item {
	readonly context: IExecuteFunctions;
	readonly api: Api;
	readonly index: number;
	/** The node runs as the tool of an AI agent. */
	readonly isTool: boolean;
	/** A parameter with its expressions resolved; `undefined` if it was left out or is not shown. */
	parameter(name: string): unknown;
}

/** A call of a tool by a native Agent, or over the MCP Server Trigger, has none: nothing is kept of it. */
export const hasExecution = ({ context, isTool }: Pick<Item, 'context' | 'isTool'>) =>
	!isTool || context.getExecutionId() !== undefined;

/** A tool of an AI agent, or several in one node. */
export const isTool = ({ type }: Pick<INode, 'type'>) =>
	type.endsWith('Tool') || isToolkit({ type });

export const isToolkit = ({ type }: Pick<INode, 'type'>) => type.endsWith('Toolkit');
