import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { reviewWebhooks, WAITING } from './humanReview/webhookDescriptions';
import { receiveAnswer } from './humanReview/receive';
import { listSearch } from './pickers';
import { describe } from './operation/describe';
import { HIDDEN_SECRETS } from './operation/output';
import { runItems } from './operation/run';
import { resources } from './resources';

/** The action node. What it can do stands in `resources/`, one file an operation. */
export class AgentMail implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail',
		name: 'agentMail',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Send, read and organize e-mail with AgentMail inboxes',
		defaults: { name: 'AgentMail' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true }],
		waitingNodeTooltip: WAITING,
		webhooks: reviewWebhooks,
		sensitiveOutputFields: HIDDEN_SECRETS,
		properties: describe(resources),
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runItems(this, resources)];
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveAnswer(this);
	}
}
