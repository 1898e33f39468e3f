import type { IExecuteFunctions, INode, INodeParameterResourceLocator } from 'n8n-workflow';

import { withoutMarks } from '../agent/marks';
import type { Api } from '../transport/api';

/** One input item of a running node, as fields read it. */
export interface Item {
	readonly context: IExecuteFunctions;
	readonly api: Api;
	readonly index: number;
	/** The node runs as the tool of an AI agent. */
	readonly isTool: boolean;
	/** A parameter with its expressions resolved; `undefined` when the person left it out or it is not shown. */
	parameter(name: string): unknown;
}

export function itemOf(context: IExecuteFunctions, api: Api, index: number): Item {
	const byAgent = isTool(context.getNode());
	return {
		context,
		api,
		index,
		isTool: byAgent,
		parameter: (name) => {
			const value: unknown = context.getNodeParameter(name, index, null);
			if (value === null) return undefined;
			return byAgent ? withoutMarks(value) : value;
		},
	};
}

/** n8n makes a `…Tool` type of a node for AI agents. */
export const isTool = ({ type }: INode) => type.endsWith('Tool');

/** What a picker stores is `{ mode, value }`; an expression or an AI agent may give the bare id. */
export function locatedId(value: unknown): unknown {
	return isLocator(value) ? value.value : value;
}

function isLocator(value: unknown): value is INodeParameterResourceLocator {
	return typeof value === 'object' && value !== null && '__rl' in value;
}
