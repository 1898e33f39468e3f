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
import { listenOnWebSocket } from './triggers/webSocket/listen';
import { parameters } from './triggers/webSocket/parameters';

export class AgentMailWebSocketTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail WebSocket Trigger',
		name: 'agentMailWebSocketTrigger',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Starts the workflow when AgentMail receives an email, or on other email events, even if this n8n cannot be reached from the internet',
		eventTriggerDescription: 'Send an email to one of your AgentMail inboxes',
		activationMessage: 'The workflow now runs on every chosen AgentMail event.',
		defaults: { name: 'AgentMail WebSocket Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true }],
		triggerPanel: {
			header: 'Get events from AgentMail',
			executionsHelp: {
				inactive:
					'<b>While building your workflow</b>, click “Execute step”. The test starts with the latest email that the trigger lets in. If there is none yet, send an email to one of your AgentMail inboxes. n8n needs no public address for this. <br /><br /><b>Once you’re happy with your workflow</b>, publish it. It then runs on every chosen event, including email that came in while the connection or n8n was down.',
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
			'Needs no public address. To answer, use agentMail, Message: Reply, with inbox_id and message_id of the output.',
		),
		properties: parameters,
	};

	methods = { loadOptions: { getInboxes, getPods } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listenOnWebSocket(this);
	}
}
