import type { INodeProperties } from 'n8n-workflow';

import { SEVERAL } from '../fields/list';
import { EVENTS } from '../events/catalogue';

const MAIL_EVENTS = EVENTS.flatMap(({ value, payload }) => (payload === 'message' ? [value] : []));

const APPLIES = 'Applies to the Message Received events';

/** Which mail may start the workflow; `events/filters.ts` reads it. */
export const filterFields: INodeProperties[] = [
	{
		displayName:
			'To stop two robots from answering each other, two kinds of e-mail do not start the workflow: automated e-mail (newsletters, out-of-office replies, noreply senders), and e-mail from your own AgentMail inboxes. To let them in, add Skip Automated Mail or Skip Own Mail under Filters and switch it off.',
		name: 'loopNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { events: MAIL_EVENTS } },
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		description:
			'Which e-mail may start the workflow. Other events than Message Received are not filtered.',
		options: [
			{
				displayName: 'Allow Unauthenticated',
				name: 'allowUnauthenticated',
				type: 'boolean',
				default: true,
				description: `Whether to take e-mail labelled unauthenticated, whose sender may be forged, also if the event Message Received (Unauthenticated) is not chosen. Off when not added. ${APPLIES}.`,
			},
			{
				displayName: 'Blocked Senders',
				name: 'blockedSenders',
				type: 'string',
				default: '',
				placeholder: 'e.g. spam@example.com, example.net',
				hint: SEVERAL,
				description: `Senders that never start the workflow: addresses, *@example.com for one domain, or example.com for a domain and its subdomains. E-mail whose sender cannot be told for certain is refused too. ${APPLIES}.`,
			},
			{
				displayName: 'Conversation',
				name: 'conversation',
				type: 'options',
				default: 'any',
				options: [
					{ name: 'Any', value: 'any', description: 'First messages and replies' },
					{ name: 'New', value: 'new', description: 'Only the first message of a conversation' },
					{ name: 'Replies', value: 'replies', description: 'Only later messages' },
				],
				description: `Which messages of a conversation start the workflow. ${APPLIES}.`,
			},
			{
				displayName: 'Exclude Labels',
				name: 'excludeLabels',
				type: 'string',
				default: '',
				placeholder: 'e.g. handled',
				hint: SEVERAL,
				description: `E-mail with any of these labels does not start the workflow. ${APPLIES}.`,
			},
			{
				displayName: 'Has Attachments',
				name: 'hasAttachments',
				type: 'boolean',
				default: true,
				description: `Whether the e-mail must have attachments (on) or must have none (off). Pictures inside the text do not count. ${APPLIES}.`,
			},
			{
				displayName: 'Labels',
				name: 'labels',
				type: 'string',
				default: '',
				placeholder: 'e.g. unread',
				hint: SEVERAL,
				description: `Only e-mail with all of these labels starts the workflow. ${APPLIES}.`,
			},
			{
				displayName: 'Max per Sender and Hour',
				name: 'maxPerSenderPerHour',
				type: 'number',
				default: 20,
				typeOptions: { minValue: 1, numberPrecision: 0 },
				description: `How many e-mails of one sender start the workflow within an hour. What is more is dropped. Counted in memory, from zero after a restart of n8n and for each n8n process. ${APPLIES}.`,
			},
			{
				displayName: 'Recipients',
				name: 'recipients',
				type: 'string',
				default: '',
				placeholder: 'e.g. support+billing@example.com',
				hint: SEVERAL,
				description: `Only e-mail to one of these starts the workflow, in To, Cc or Bcc. Written like Senders. ${APPLIES}.`,
			},
			{
				displayName: 'Senders',
				name: 'senders',
				type: 'string',
				default: '',
				placeholder: 'e.g. jane@example.com, *@example.org, example.net',
				hint: SEVERAL,
				description: `Only e-mail from one of these starts the workflow: addresses, *@example.com for one domain, or example.com for a domain and its subdomains. The display name does not count, and a sender that cannot be told for certain is refused. ${APPLIES}.`,
			},
			{
				displayName: 'Skip Automated Mail',
				name: 'skipAutomated',
				type: 'boolean',
				default: true,
				description: `Whether to skip e-mail that a program sent: newsletters, out-of-office replies, bounces, noreply senders. Also on when not added: add it and switch it off to let such e-mail in. ${APPLIES}.`,
			},
			{
				displayName: 'Skip Mailing Lists',
				name: 'skipMailingLists',
				type: 'boolean',
				default: true,
				description: `Whether to skip email that comes through a mailing list or a group. When not added, it is as Skip Automated Mail is: add it and switch it off if your customers write to a Google Group that passes their email on. ${APPLIES}.`,
			},
			{
				displayName: 'Skip Own Mail',
				name: 'skipOwn',
				type: 'boolean',
				default: true,
				description: `Whether to skip e-mail that comes from the inbox itself or from any other inbox that the API key reaches. Also on when not added: add it and switch it off to let such e-mail in. ${APPLIES}.`,
			},
			{
				displayName: 'Subject',
				name: 'subject',
				type: 'string',
				default: '',
				placeholder: 'e.g. invoice, Order *',
				hint: SEVERAL,
				description: `Only e-mail whose subject holds one of these starts the workflow. With a * it must match from beginning to end: Order * is a subject that begins with Order. ${APPLIES}.`,
			},
		],
	},
];
