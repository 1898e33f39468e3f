import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { credentialTest } from './credentialTest';
import { reviewWebhooks, WAITING } from './humanReview/webhookDescriptions';
import { receiveAnswer } from './humanReview/receive';
import { listSearch } from './pickers/listSearch';
import { builderHint, describe } from './operation/describe';
import { runItems } from './operation/run';
import { mailResources } from './resources';
import { relatedNode } from './shared/relatedNode';

/** What people do with email. Each operation is a file in `resources/`. */
export class AgentMail implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail',
		name: 'agentMail',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Send, receive and organize email, and ask people for approval by email',
		defaults: { name: 'AgentMail' },
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true, testedBy: 'agentMailApiTest' }],
		waitingNodeTooltip: WAITING,
		webhooks: reviewWebhooks,
		builderHint: {
			...builderHint(
				mailResources,
				'person',
				"An ID is { __rl: true, mode: 'id', value: expr('{{ $json.message_id }}') }; that of an inbox is its address. To have email approved by a person, use Draft: Send for Approval (sends once approved) or Message: Send and Wait for Response, then If on $json.data.approved.",
			),
			relatedNodes: [relatedNode('agentMailTrigger', 'Starts the workflow on email')],
		},
		properties: describe(mailResources, 'person'),
	};

	methods = { credentialTest, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runItems(this, mailResources)];
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveAnswer(this);
	}
}
