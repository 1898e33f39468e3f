import { picker } from '../operation/field';

/** An inbox id is its e-mail address. */
export const inboxId = picker({
	displayName: 'Inbox',
	search: 'searchInboxes',
	example: 'support@agentmail.to',
	description: 'The inbox to work in. Its ID is its e-mail address.',
});

/** A message id is the mail's Message-ID, angle brackets included. */
export const messageId = picker({
	displayName: 'Message',
	search: 'searchMessages',
	example: '<CAF=x1+y@mail.gmail.com>',
	description:
		'Its ID comes with the AgentMail Trigger and with Get Many as message_id. A thread ID does not work here.',
});

export const podId = picker({
	displayName: 'Pod',
	search: 'searchPods',
	example: '11111111-2222-4333-8444-555555555555',
	description: 'The pod (the tenant) to work in',
});

export const attachmentId = picker({
	displayName: 'Attachment',
	search: 'searchAttachments',
	example: '9b2f6c1e-0c55-4b7a-8f0e-3a1d2c4b5e6f',
	description: 'Its ID comes with the message, under attachments',
});
