import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';

import { getInboxes, getPods } from './pickers/loadOptions';
import { listenToQueue } from './triggers/queue/listen';
import { parameters } from './triggers/queue/parameters';

export class AgentMailQueueTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail Queue Trigger',
		name: 'agentMailQueueTrigger',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [].concat($parameter["events"]).join(", ") }}',
		description:
			'Starts the workflow on email events that AgentMail keeps until n8n fetches them: nothing is lost while n8n is down, and it needs no public address',
		eventTriggerDescription: 'Waiting for an event from AgentMail',
		activationMessage: 'The workflow now runs on every chosen AgentMail event.',
		defaults: { name: 'AgentMail Queue Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true }],
		triggerPanel: {
			header: 'Get events from AgentMail',
			executionsHelp: {
				inactive:
					'<b>While building your workflow</b>, click “Execute step”, then send an email from your usual email client to one of your AgentMail inboxes. It starts within seconds. <br /><br /><b>Once you’re happy with your workflow</b>, publish it. It then runs on every chosen event, including those that happen while n8n is down.',
				active:
					'<b>While building your workflow</b>, click “Execute step”, then send an email from your usual email client to one of your AgentMail inboxes. <br /><br /><b>Your workflow is published</b>, so it also runs on every chosen event. Those runs show up in the executions list, not here.',
			},
			activationHint: {
				inactive:
					'Once you’ve finished building your workflow, publish it so that it runs on every event.',
				active: 'The workflow runs on every chosen event.',
			},
		},
		properties: parameters,
	};

	methods = { loadOptions: { getInboxes, getPods } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listenToQueue(this);
	}
}
