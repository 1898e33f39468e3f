import type {
	INodeType,
	INodeTypeDescription,
	ISupplyDataFunctions,
	SupplyData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { credentialTest } from './credentialTest';
import { threadMemory } from './agent/threadMemory';
import { MEMORY_FIELDS } from './agent/threadMemoryFields';
import type { SubNodeContext } from './agent/threadMemoryTurns';
import { propertiesOf } from './fields/field';
import { listSearch } from './pickers/listSearch';
import { relatedNode } from './shared/relatedNode';

export class AgentMailThreadMemory implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail Thread Memory',
		name: 'agentMailThreadMemory',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: 'Reads the thread, stores nothing',
		description: 'Let an AI agent remember the email thread that it answers in',
		defaults: { name: 'AgentMail Thread Memory' },
		usableAsTool: undefined,
		inputs: [],
		outputs: [NodeConnectionTypes.AiMemory],
		outputNames: ['Memory'],
		credentials: [{ name: 'agentMailApi', required: true, testedBy: 'agentMailApiTest' }],
		builderHint: {
			searchHint:
				'Memory of an AI Agent that answers email: the thread itself. After an AgentMail Trigger the ids come from the item. Switch on options.includeCurrent, and name the message_id in the prompt instead of the text.',
			relatedNodes: [relatedNode('agentMailToolkit', 'Lets the agent answer')],
		},
		properties: propertiesOf(MEMORY_FIELDS),
	};

	methods = { credentialTest, listSearch };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return threadMemory(this as SubNodeContext, itemIndex);
	}
}
