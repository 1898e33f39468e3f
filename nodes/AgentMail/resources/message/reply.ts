import type { ReplyToMessageRequest } from 'agentmail/serialization';

import { automaticReply, replyHeaders } from '../../fields/automaticReply';
import { inboxId, messageId } from '../../fields/ids';
import { outgoingBody, outgoingOptions, refuseEmpty, text } from '../../fields/outgoing';
import { recipients } from '../../fields/recipients';
import { options } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { sendMessage } from '../../operation/sendMessage';
import { path } from '../../transport/path';

const to = recipients({
	displayName: 'To',
	description: 'Who gets the reply instead of the sender of the message',
});

export const reply = defineOperation({
	name: 'Reply',
	action: 'Reply to message',
	description: 'Answer the sender of a message, in its thread',
	api: 'inboxes.messages.reply',
	fields: {
		inboxId,
		messageId,
		text,
		options: options({ ...outgoingOptions, to, automaticReply }),
	},
	async run(
		{ inboxId, messageId, text, options: { idempotencyKey, automaticReply, headers, ...more } },
		call,
	) {
		const body: ReplyToMessageRequest.Raw = outgoingBody({
			text,
			...more,
			headers: replyHeaders(headers, automaticReply),
		});
		refuseEmpty(body);
		return await sendMessage(
			path`/inboxes/${inboxId}/messages/${messageId}/reply`,
			body,
			{ inbox: path`/inboxes/${inboxId}`, fields: { in_reply_to: messageId } },
			call,
			idempotencyKey,
		);
	},
});
