import type { INodeProperties } from 'n8n-workflow';

import { contentOptions, simplify } from '../contentParameters';
import { eventFields } from '../eventParameters';
import { filterFields } from '../filterParameters';
import { CONTENT_SECONDS } from '../../events/content';

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
				description: 'You register the webhook in the AgentMail console, in three steps',
			},
		],
		description: 'Who tells AgentMail where to deliver events',
	},
	{
		displayName:
			'AgentMail must be able to reach this n8n at a public https address. If n8n runs on your own computer or behind a router, use the AgentMail WebSocket Trigger, which needs no such address, or choose Manual and give AgentMail the address of a tunnel.',
		name: 'automaticNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { registration: ['automatic'] } },
	},
	{
		displayName:
			'Every delivery is refused until you have done these three steps:<ul><li>First click “Webhook URLs” above, choose “Production URL” and copy it.</li><li>Then, in the AgentMail console under Webhooks, add it with the events chosen below.</li><li>Then copy the signing secret that the console shows (whsec_…) into Webhook Secret of the credential.</li></ul>',
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
