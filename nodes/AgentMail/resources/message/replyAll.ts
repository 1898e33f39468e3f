import { inboxId, messageId } from '../../fields/ids';
import { defineReply, replyOptions } from '../../operation/reply';
import { path } from '../../transport/path';

// AgentMail takes the recipients from the message, so there are none to choose.
const { automaticReply, html, replyTo, labels, headers, trackOpens, attachments, idempotencyKey } =
	replyOptions;

export const replyAll = defineReply({
	name: 'Reply to All',
	action: 'Reply to all of message',
	description: 'Answer the sender and all other recipients of a message, in its thread',
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
		inbox: path`/inboxes/${inboxId}`,
		draftOf: { in_reply_to: messageId, reply_all: true },
	}),
});
