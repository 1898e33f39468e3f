import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';

import { credentialTest } from './credentialTest';
import { getInboxes, getPods } from './pickers/loadOptions';
import { builderHint } from './triggers/builderHint';
import { SUBTITLE } from './triggers/eventFields';
import { triggerPanel } from './triggers/panel';
import { listenToQueue } from './triggers/queue/listen';
import { parameters } from './triggers/queue/parameters';

export class AgentMailQueueTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail Queue Trigger',
		name: 'agentMailQueueTrigger',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Starts the workflow on email events that AgentMail keeps until n8n fetches them: nothing is lost while n8n is down, and it needs no public address',
		eventTriggerDescription: 'Send an email to one of your AgentMail inboxes',
		activationMessage: 'The workflow now runs on every chosen AgentMail event.',
		defaults: { name: 'AgentMail Queue Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true, testedBy: 'agentMailApiTest' }],
		triggerPanel: triggerPanel(
			'It then runs on every chosen event, including those that happen while n8n is down.',
		),
		builderHint: builderHint('Needs no public address and loses nothing while n8n is down.'),
		properties: parameters,
	};

	methods = { credentialTest, loadOptions: { getInboxes, getPods } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listenToQueue(this);
	}
}
