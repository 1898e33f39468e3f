import type { INodeProperties } from 'n8n-workflow';

import { SEVERAL } from '../fields/list';
import { EVENTS } from '../events/catalogue';

const LIST_HINT = 'By expression: a list, or IDs separated by commas';

/** Which events start the workflow, and where they may come from; `settings.ts` reads it. */
export const eventFields: INodeProperties[] = [
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
		hint: SEVERAL,
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
];
