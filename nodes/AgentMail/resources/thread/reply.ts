import type { ThreadItem } from 'agentmail/serialization';

import { threadId } from '../../fields/ids';
import { scope } from '../../fields/scope';
import { defineReply, replyOptions } from '../../operation/reply';
import { path } from '../../transport/path';

export const reply = defineReply({
	name: 'Reply',
	action: 'Reply to thread',
	description: 'Reply to the last message of a thread',
	api: ['threads.get', 'inboxes.messages.reply', 'inboxes.drafts.create'],
	fields: { scope: scope('organization', 'pod', 'inbox'), threadId },
	options: replyOptions,
	async destination({ scope, threadId }, api) {
		const thread = path`${scope}/threads/${threadId}`;
		const { inbox_id, last_message_id } = await api.get<ThreadItem.Raw>(thread, { limit: 1 });
		return {
			path: path`/inboxes/${inbox_id}/messages/${last_message_id}/reply`,
			inboxId: inbox_id,
			draftOf: { in_reply_to: last_message_id },
			about: thread,
		};
	},
});
