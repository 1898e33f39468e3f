import type { INodeProperties } from 'n8n-workflow';

/**
 * What an e-mail can be completed with; `content.ts` reads it. The names are sorted, as n8n shows them.
 *
 * @param seconds how long all of it may take
 */
export const contentOptions = (seconds: number): INodeProperties[] => [
	{
		displayName: 'Attachment Field Prefix',
		name: 'binaryPropertyPrefix',
		type: 'string',
		default: 'attachment_',
		description:
			'With Download Attachments: binary fields are named with this and a number, such as attachment_0, in the order of the attachments',
	},
	{
		displayName: 'Download Attachments',
		name: 'downloadAttachments',
		type: 'boolean',
		default: true,
		description: `Whether to put the files of a received e-mail on the item as binary data. Off when not added. What cannot be fetched within ${seconds} seconds or is over the limits is left out, and the item says incomplete: true.`,
	},
	{
		displayName: 'Fetch Full Message',
		name: 'fetchFullMessage',
		type: 'boolean',
		default: true,
		description:
			'Whether to read each received e-mail from AgentMail as it is now instead of taking what was delivered. Off when not added: then only e-mail that is delivered without its text, because it is larger than 1 MB, is read.',
	},
	{
		displayName: 'Include Thread',
		name: 'includeThread',
		type: 'boolean',
		default: true,
		description:
			'Whether to add the conversation with its newest messages to a received e-mail. Off when not added.',
	},
	{
		displayName: 'Max Attachment Megabytes',
		name: 'maxAttachmentMegabytes',
		type: 'number',
		default: 25,
		typeOptions: { minValue: 0 },
		description:
			'With Download Attachments: how large the files of one e-mail may be together. Those that do not fit are left out.',
	},
	{
		displayName: 'Max Attachments',
		name: 'maxAttachments',
		type: 'number',
		default: 20,
		typeOptions: { minValue: 0, numberPrecision: 0 },
		description: 'With Download Attachments: how many files of one e-mail are downloaded',
	},
];

/** Whether the item is {@link simplifiedEvent} or {@link wholeEvent}. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
