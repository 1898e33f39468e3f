import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { parameters } from './triggers/webhook/parameters';
import { getInboxes, getPods } from './pickers/loadOptions';
import { receiveDelivery } from './triggers/webhook/receive';
import { checkExists, create, remove } from './triggers/webhook/registration';

export class AgentMailTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail Trigger',
		name: 'agentMailTrigger',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['trigger'],
		// Alike; but for each delivery to a node of version 1 n8n evaluates an expression of its own, for an option of its
		// Webhook node, and opens an isolate for it. (n8n: webhooks/webhook-helpers, `parseRequestBody`)
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle: '={{ [].concat($parameter["events"]).join(", ") }}',
		description:
			'Starts the workflow when AgentMail receives an e-mail, or on another e-mail event',
		eventTriggerDescription: 'Waiting for an event from AgentMail',
		activationMessage: 'The workflow now runs on every chosen AgentMail event.',
		defaults: { name: 'AgentMail Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true }],
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
		triggerPanel: {
			header: 'Get events from AgentMail',
			executionsHelp: {
				inactive:
					'<b>While you build</b>, click “Execute step”, then send an e-mail from your usual mail program to one of your AgentMail inboxes. The trigger registers a webhook for the test and removes it after the event. <br /><br /><b>In production</b>, publish the workflow: the trigger then registers its webhook by itself. <br /><br />With <b>Registration: Manual</b>, nothing is registered for you: follow the steps in the parameters, publish the workflow, and look at the runs under Executions.',
				active:
					'<b>While you build</b>, click “Execute step”, then send an e-mail from your usual mail program to one of your AgentMail inboxes. <br /><br /><b>The workflow is published</b>: it runs on every chosen event. These runs are under Executions, not here. <br /><br />With <b>Registration: Manual</b>, events arrive once the steps in the parameters are done.',
			},
			activationHint: {
				inactive:
					'Once you have finished building, publish the workflow so that it runs on every event.',
				active: 'The workflow runs on every chosen event.',
			},
		},
		properties: parameters,
	};

	methods = { loadOptions: { getInboxes, getPods } };

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
