import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';

import { getInboxes, getPods } from './pickers/loadOptions';
import { listen } from './triggers/webSocket/listen';
import { parameters } from './triggers/webSocket/parameters';

export class AgentMailWebSocketTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail WebSocket Trigger',
		name: 'agentMailWebSocketTrigger',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [].concat($parameter["events"]).join(", ") }}',
		description:
			'Starts the workflow when AgentMail receives an e-mail, or on another e-mail event, also where this n8n cannot be reached from the internet',
		eventTriggerDescription: 'Waiting for an event from AgentMail',
		activationMessage: 'The workflow now runs on every chosen AgentMail event.',
		defaults: { name: 'AgentMail WebSocket Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true }],
		triggerPanel: {
			header: 'Get events from AgentMail',
			executionsHelp: {
				inactive:
					'<b>While you build</b>, click “Execute step”, then send an e-mail from your usual mail program to one of your AgentMail inboxes. n8n needs no public address for it. <br /><br /><b>In production</b>, publish the workflow: it then runs on every chosen event, also on e-mail that came while the connection or n8n was down.',
				active:
					'<b>While you build</b>, click “Execute step”, then send an e-mail from your usual mail program to one of your AgentMail inboxes. <br /><br /><b>The workflow is published</b>: it runs on every chosen event. These runs are under Executions, not here.',
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

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listen(this);
	}
}
