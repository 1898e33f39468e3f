import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { credentialTest } from './credentialTest';
import { PROFILE_PROPERTIES } from './agent/profile';
import { TOOL_DESCRIPTION } from './agent/toolDescription';
import { builderHint, describe } from './operation/describe';
import { runItems } from './operation/run';
import { listSearch } from './pickers/listSearch';
import { toolResources } from './resources';
import { relatedNode } from './shared/relatedNode';

/**
 * The operations of {@link AgentMail} as a tool for AI agents. n8n could derive a tool from that node, but it would run on
 * that node's description, so that everything meant for agents alone would stand there too.
 */
export class AgentMailTool implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail Tool',
		name: 'agentMailTool',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Let an AI agent send, read and organize email, within limits that you set',
		defaults: { name: 'AgentMail' },
		usableAsTool: undefined,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		credentials: [{ name: 'agentMailApi', required: true, testedBy: 'agentMailApiTest' }],
		builderHint: {
			...builderHint(
				toolResources,
				'agent',
				"Connect it to an AI Agent as a tool, one node for each thing the agent may do. The model fills in text: messageId: expr(\"{{ $fromAI('message', 'message_id of the email') }}\"). You choose inboxId, agentProfile and agentWorksIn: { __rl: true, mode: 'id', value: 'support@agentmail.to' }. With any agentProfile but full, agentWorksIn is required.",
			),
			relatedNodes: [
				relatedNode('agentMailThreadMemory', 'Gives the agent the thread that it answers in'),
			],
		},
		properties: [...TOOL_DESCRIPTION, ...describe(toolResources, 'agent', PROFILE_PROPERTIES)],
	};

	methods = { credentialTest, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runItems(this, toolResources)];
	}
}
