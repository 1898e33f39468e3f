import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { credentialTest } from './credentialTest';
import { builderHint, describe } from './operation/describe';
import { HIDDEN_SECRETS } from './operation/output';
import { runItems } from './operation/run';
import { listSearch } from './pickers/listSearch';
import { adminResources } from './resources';

/** What sets an account up. It is no tool: an AI agent should make no API keys. */
export class AgentMailAdmin implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AgentMail Admin',
		name: 'agentMailAdmin',
		icon: { light: 'file:agentmail.svg', dark: 'file:agentmail.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Manage domains, webhooks, API keys, allow and block lists, and usage',
		defaults: { name: 'AgentMail Admin' },
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'agentMailApi', required: true, testedBy: 'agentMailApiTest' }],
		sensitiveOutputFields: HIDDEN_SECRETS,
		builderHint: builderHint(
			adminResources,
			'person',
			"An ID is { __rl: true, mode: 'id', value: expr('{{ $json.webhook_id }}') }. To start a workflow on email, use an AgentMail trigger, which makes its webhook itself. For inboxes and email use agentMail.",
		),
		properties: describe(adminResources, 'person'),
	};

	methods = { credentialTest, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runItems(this, adminResources)];
	}
}
