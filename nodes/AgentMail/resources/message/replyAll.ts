import { automaticReply } from '../../fields/automaticReply';
import { itsInboxId, messageId } from '../../fields/ids';
import { uncopiedOptions } from '../../fields/outgoing';
import { defineReply } from '../../operation/reply';
import { path } from '../../transport/path';

export const replyAll = defineReply({
	name: 'Reply to All',
	action: 'Reply to all of message',
	description: 'Reply to the sender and all recipients of a message in the same thread',
	api: ['inboxes.messages.replyAll', 'inboxes.drafts.create'],
	fields: { inboxId: itsInboxId, messageId },
	// Without recipients: AgentMail takes them from the message.
	options: { ...uncopiedOptions, automaticReply },
	destination: ({ inboxId, messageId }) => ({
		path: path`/inboxes/${inboxId}/messages/${messageId}/reply-all`,
		inboxId,
		draftOf: { in_reply_to: messageId, reply_all: true },
	}),
});
