import { picker } from './field';
import { fromItem } from './incoming';

export const inboxId = picker({
	displayName: 'Inbox',
	search: 'searchInboxes',
	example: 'support@agentmail.to',
	description: 'Its ID is its email address',
});

/** The inbox of what else the operation takes from the incoming item: a message, a draft. */
export const itsInboxId = fromItem(inboxId, 'inbox_id');

/** A message id is the email's Message-ID, angle brackets included. */
export const messageId = fromItem(
	picker({
		isTextForAgents: true,
		displayName: 'Message',
		search: 'searchMessages',
		example: '<CAF=x1+y@mail.gmail.com>',
		description:
			'Its ID is message_id, from the AgentMail Trigger or Message: Get Many, not thread_id',
	}),
	'message_id',
);

export const attachmentId = fromItem(
	picker({
		isTextForAgents: true,
		displayName: 'Attachment',
		search: 'searchAttachments',
		example: '9b2f6c1e-0c55-4b7a-8f0e-3a1d2c4b5e6f',
		description: 'Its ID is attachment_id, from the attachments of the message or draft',
	}),
	'attachment_id',
);

export const threadId = fromItem(
	picker({
		isTextForAgents: true,
		displayName: 'Thread',
		search: 'searchThreads',
		example: '3c1f0b7e-6a0d-4f7b-9a7e-0d6f3b2a1c55',
		description: 'Its ID is thread_id, from the AgentMail Trigger or any message',
	}),
	'thread_id',
);

export const draftId = fromItem(
	picker({
		isTextForAgents: true,
		displayName: 'Draft',
		search: 'searchDrafts',
		example: '5a1b2c3d-0000-4000-8000-000000000001',
		description: 'Its ID is draft_id, from Draft: Create or Get Many',
	}),
	'draft_id',
);

export const podId = picker({
	displayName: 'Pod',
	search: 'searchPods',
	example: '11111111-2222-4333-8444-555555555555',
	description: 'Its ID is pod_id, from Pod: Get Many',
});

export const domainId = picker({
	displayName: 'Domain',
	search: 'searchDomains',
	example: 'mail.example.com',
	description: 'Its ID is the domain name',
});

export const webhookId = picker({
	displayName: 'Webhook',
	search: 'searchWebhooks',
	example: 'ep_2n6QkYx0f3bTqJ1wS8dZrPc4LmV',
	description: 'Its ID is webhook_id, from Create or Get Many',
});

export const apiKeyId = picker({
	displayName: 'API Key',
	search: 'searchApiKeys',
	example: '22222222-3333-4444-8555-666666666666',
	description: 'Its ID is api_key_id, from Create or Get Many. Not the key itself.',
});
