import { itsInboxId, messageId } from '../../fields/ids';
import { defineReply, replyOptions } from '../../operation/reply';
import { path } from '../../transport/path';

export const reply = defineReply({
	name: 'Reply',
	action: 'Reply to message',
	description: 'Reply to the sender of a message in the same thread',
	api: ['inboxes.messages.reply', 'inboxes.drafts.create'],
	fields: { inboxId: itsInboxId, messageId },
	options: replyOptions,
	destination: ({ inboxId, messageId }) => ({
		path: path`/inboxes/${inboxId}/messages/${messageId}/reply`,
		inboxId,
		draftOf: { in_reply_to: messageId },
	}),
});
