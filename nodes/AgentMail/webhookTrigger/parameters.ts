import type { INodeProperties } from 'n8n-workflow';

import { CONTENT_SECONDS, contentOptions, simplify } from '../events/contentOptions';
import { eventFields } from '../events/eventFields';
import { filterFields } from '../events/filterFields';

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
	...eventFields,
	...filterFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...contentOptions(CONTENT_SECONDS.webhook),
			{
				displayName: 'Require Svix Signature',
				name: 'requireSvix',
				type: 'boolean',
				default: false,
				description:
					'Whether to refuse deliveries that carry only the plain x-agentmail-signature header. It has no timestamp, so it protects less against a delivery that someone recorded and sends again.',
			},
			simplify,
		],
	},
];
