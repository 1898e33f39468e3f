import { inboxId, messageId } from '../../fields/ids';
import { defineReply, replyOptions } from '../../operation/reply';
import { path } from '../../transport/path';

// Without recipients: AgentMail takes them from the message.
const { automaticReply, html, replyTo, labels, headers, trackOpens, attachments, idempotencyKey } =
	replyOptions;

export const replyAll = defineReply({
	name: 'Reply to All',
	action: 'Reply to all of message',
	description: 'Reply to the sender and all recipients of a message in the same thread',
	api: 'inboxes.messages.replyAll',
	fields: { inboxId, messageId },
	options: {
		automaticReply,
		html,
		replyTo,
		labels,
		headers,
		trackOpens,
		attachments,
		idempotencyKey,
	},
	destination: ({ inboxId, messageId }) => ({
		path: path`/inboxes/${inboxId}/messages/${messageId}/reply-all`,
		inboxId,
		draftOf: { in_reply_to: messageId, reply_all: true },
	}),
});
