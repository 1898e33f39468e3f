import type { ReplyToMessageRequest, ThreadItem } from 'agentmail/serialization';

import { automaticReply, replyHeaders } from '../../fields/automaticReply';
import { threadId } from '../../fields/ids';
import { outgoingBody, outgoingOptions, refuseEmpty, text } from '../../fields/outgoing';
import { recipients } from '../../fields/recipients';
import { scope } from '../../fields/scope';
import { options } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { sendMessage } from '../../operation/sendMessage';
import { path } from '../../transport/path';

const to = recipients({
	displayName: 'To',
	description: 'Who gets the reply instead of the sender of the last message',
});

export const reply = defineOperation({
	name: 'Reply',
	action: 'Reply to thread',
	description: 'Answer the last message of a conversation',
	api: ['threads.get', 'inboxes.messages.reply'],
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		threadId,
		text,
		options: options({ ...outgoingOptions, to, automaticReply }),
	},
	async run(
		{ scope, threadId, text, options: { idempotencyKey, automaticReply, headers, ...more } },
		call,
	) {
		const body: ReplyToMessageRequest.Raw = outgoingBody({
			text,
			...more,
			headers: replyHeaders(headers, automaticReply),
		});
		refuseEmpty(body);
		const thread = path`${scope}/threads/${threadId}`;
		const { inbox_id, last_message_id } = await call.api.get<ThreadItem.Raw>(thread, { limit: 1 });
		return await sendMessage(
			path`/inboxes/${inbox_id}/messages/${last_message_id}/reply`,
			body,
			{ inbox: path`/inboxes/${inbox_id}`, fields: { in_reply_to: last_message_id } },
			call,
			idempotencyKey,
			thread,
		);
	},
});
