import type { INodeProperties } from 'n8n-workflow';

import { EVENTS } from '../events/catalogue';
import { contentOptions } from './contentOptions';
import { filterFields } from './filterFields';

const LIST_HINT = 'By expression: a list, or IDs separated by commas';

export const parameters: INodeProperties[] = [
	{
		displayName: 'Registration',
		name: 'registration',
		type: 'options',
		noDataExpression: true,
		default: 'automatic',
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description: 'The trigger registers its webhook at AgentMail and removes it again',
			},
			{
				name: 'Manual',
				value: 'manual',
				description: 'You register the webhook in the AgentMail console',
			},
		],
		description: 'Who tells AgentMail where to deliver events',
	},
	{
		displayName:
			"In the AgentMail console, under Webhooks, add the Production URL shown above with the events chosen below. Then copy the webhook's signing secret into the field Webhook Secret of the credential. The trigger refuses every delivery until that secret is there.",
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { registration: ['manual'] } },
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		default: ['message.received'],
		options: EVENTS.map(({ name, value, description }) => ({ name, value, description })),
		description:
			'What starts the workflow. Spam, blocked and unauthenticated e-mail arrives only if it is chosen here.',
	},
	{
		displayName: 'Other Events',
		name: 'otherEvents',
		type: 'string',
		default: '',
		placeholder: 'e.g. calendar.event.created',
		hint: 'Several separated by commas or lines',
		description: 'Events of AgentMail that are not in the list above yet',
	},
	{
		displayName: 'Scope',
		name: 'scope',
		type: 'options',
		noDataExpression: true,
		default: 'organization',
		options: [
			{
				name: 'Organization',
				value: 'organization',
				description: 'Everything the API key can reach',
			},
			{ name: 'Pod', value: 'pod', description: 'Up to 10 pods (tenants)' },
			{ name: 'Inbox', value: 'inbox', description: 'Up to 10 inboxes' },
		],
		description: 'Where events may come from',
	},
	{
		displayName: 'Pod Names or IDs',
		name: 'podIds',
		type: 'multiOptions',
		default: [],
		required: true,
		typeOptions: { loadOptionsMethod: 'getPods' },
		hint: LIST_HINT,
		description:
			'Pods whose events start the workflow, up to 10. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { scope: ['pod'] } },
	},
	{
		displayName: 'Inbox Names or IDs',
		name: 'inboxIds',
		type: 'multiOptions',
		default: [],
		required: true,
		typeOptions: { loadOptionsMethod: 'getInboxes' },
		hint: LIST_HINT,
		description:
			'Inboxes whose events start the workflow, up to 10. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { scope: ['inbox'] } },
	},
	...filterFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...contentOptions,
			{
				displayName: 'Require Svix Signature',
				name: 'requireSvix',
				type: 'boolean',
				default: false,
				description:
					'Whether to refuse deliveries that carry only the plain x-agentmail-signature header. It has no timestamp, so it protects less against a delivery that someone recorded and sends again.',
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			},
		],
	},
];
