import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { credentialTest } from './credentialTest';
import { getInboxes, getPods } from './pickers/loadOptions';
import { builderHint } from './triggers/builderHint';
import { SUBTITLE } from './triggers/eventFields';
import { triggerPanel } from './triggers/panel';
import { parameters } from './triggers/webhook/parameters';
import { receiveDelivery } from './triggers/webhook/receive';
import { checkExists, create, remove } from './triggers/webhook/registration';

export class AgentMailTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail Trigger',
		name: 'agentMailTrigger',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['trigger'],
		// Both versions behave the same. But for version 1, n8n evaluates an option of its own Webhook node with every
		// delivery, and opens an isolate for that. (n8n: webhooks/webhook-helpers, `parseRequestBody`)
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: SUBTITLE,
		description: 'Starts the workflow when AgentMail receives an email, or on other email events',
		eventTriggerDescription: 'Send an email to one of your AgentMail inboxes',
		activationMessage: 'The workflow now runs on every chosen AgentMail event.',
		defaults: { name: 'AgentMail Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true, testedBy: 'agentMailApiTest' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'webhook',
				ndvHideMethod: true,
				ndvHideUrl: '={{ $parameter["registration"] === "automatic" }}',
			},
		],
		triggerPanel: triggerPanel('The trigger then registers its webhook by itself.', {
			inactive:
				'With <b>Registration: Manual</b>, follow the steps in the parameters, publish the workflow, and find its runs in the executions list.',
			active:
				'With <b>Registration: Manual</b>, events arrive once you have followed the steps in the parameters.',
		}),
		builderHint: builderHint(
			'Where n8n has no public https address, use agentMailWebSocketTrigger.',
		),
		properties: parameters,
	};

	methods = { credentialTest, loadOptions: { getInboxes, getPods } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkExists(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await create(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await remove(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveDelivery(this);
	}
}
