import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';

import { getInboxes, getPods } from './pickers/loadOptions';
import { builderHint } from './triggers/builderHint';
import { SUBTITLE } from './triggers/eventFields';
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
		credentials: [{ name: 'agentMailApi', required: true }],
		triggerPanel: {
			header: 'Get events from AgentMail',
			executionsHelp: {
				inactive:
					'<b>While building your workflow</b>, click “Execute step”. The test starts with the latest email that the trigger lets in. If there is none yet, send an email to one of your AgentMail inboxes. <br /><br /><b>Once you’re happy with your workflow</b>, publish it. It then runs on every chosen event, including those that happen while n8n is down.',
				active:
					'<b>While building your workflow</b>, click “Execute step”. The test starts with the latest email that the trigger lets in. If there is none yet, send an email to one of your AgentMail inboxes. <br /><br /><b>Your workflow is published</b>, so it also runs on every chosen event. Those runs show up in the executions list, not here.',
			},
			activationHint: {
				inactive:
					'Once you’ve finished building your workflow, publish it so that it runs on every event.',
				active: 'The workflow runs on every chosen event.',
			},
		},
		builderHint: builderHint(
			'Needs no public address and loses nothing while n8n is down. To answer, use agentMail, Message: Reply, with inbox_id and message_id of the output.',
		),
		properties: parameters,
	};

	methods = { loadOptions: { getInboxes, getPods } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listenToQueue(this);
	}
}
