import type { ReplyAllMessageRequest } from 'agentmail/serialization';

import { automaticReply, replyHeaders } from '../../fields/automaticReply';
import { inboxId, messageId } from '../../fields/ids';
import { outgoingBody, outgoingOptions, refuseEmpty, text } from '../../fields/outgoing';
import { options } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { sendMessage } from '../../operation/sendMessage';
import { path } from '../../transport/path';

// AgentMail takes the recipients from the message, so there are none to choose.
const { html, replyTo, labels, headers, trackOpens, attachments, idempotencyKey } = outgoingOptions;

export const replyAll = defineOperation({
	name: 'Reply to All',
	action: 'Reply to all of message',
	description: 'Answer the sender and all other recipients of a message, in its thread',
	api: 'inboxes.messages.replyAll',
	fields: {
		inboxId,
		messageId,
		text,
		options: options({
			automaticReply,
			html,
			replyTo,
			labels,
			headers,
			trackOpens,
			attachments,
			idempotencyKey,
		}),
	},
	async run(
		{ inboxId, messageId, text, options: { idempotencyKey, automaticReply, headers, ...more } },
		call,
	) {
		const body: ReplyAllMessageRequest.Raw = outgoingBody({
			text,
			...more,
			headers: replyHeaders(headers, automaticReply),
		});
		refuseEmpty(body);
		return await sendMessage(
			path`/inboxes/${inboxId}/messages/${messageId}/reply-all`,
			body,
			{ inbox: path`/inboxes/${inboxId}`, fields: { in_reply_to: messageId, reply_all: true } },
			call,
			idempotencyKey,
		);
	},
});
