import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	ISupplyDataFunctions,
	SupplyData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { credentialTest } from './credentialTest';
import { listSearch } from './pickers/listSearch';
import { relatedNode } from './shared/relatedNode';
import { TOOLKIT_PROPERTIES } from './toolkit/properties';
import { runCalls } from './toolkit/run';
import { suppliedTools } from './toolkit/supply';

/** Several tools for an AI agent in one node, within one inbox or pod and under one profile. */
export class AgentMailToolkit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail Toolkit',
		name: 'agentMailToolkit',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter["agentWorksIn"].cachedResultName || $parameter["agentWorksIn"].value }}',
		description:
			'Give an AI agent an inbox: tools to read, search, answer and draft, within limits that you set',
		defaults: { name: 'AgentMail Toolkit' },
		usableAsTool: undefined,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		credentials: [{ name: 'agentMailApi', required: true, testedBy: 'agentMailApiTest' }],
		builderHint: {
			searchHint:
				"All email tools of an AI Agent in one node, connected as a tool; n8n's native Agents take AgentMail Tool instead. Choose agentWorksIn: { __rl: true, mode: 'id', value: 'support@agentmail.to' }. To answer email, tell the agent thread_id in its prompt.",
			relatedNodes: [
				relatedNode('agentMailThreadMemory', 'Gives the agent the thread that it answers in'),
			],
		},
		properties: TOOLKIT_PROPERTIES,
	};

	methods = { credentialTest, listSearch };

	async supplyData(this: ISupplyDataFunctions): Promise<SupplyData> {
		return { response: suppliedTools(this) };
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runCalls(this)];
	}
}
