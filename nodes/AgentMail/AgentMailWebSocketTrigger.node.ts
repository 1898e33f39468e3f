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
		credentials: [{ name: 'agentMailApi', required: true, testedBy: 'agentMailApiTest' }],
		triggerPanel: triggerPanel(
			'It then runs on every chosen event, including email that came in while the connection or n8n was down.',
		),
		builderHint: builderHint('Needs no public address.'),
		properties: parameters,
	};

	methods = { credentialTest, loadOptions: { getInboxes, getPods } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listenOnWebSocket(this);
	}
}
