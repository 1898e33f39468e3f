import { isReadable } from '../access/hiddenLabels.mjs';
import { notFound } from '../errors.mjs';
import type { Inbox, Message, MessageItem } from '../records.mjs';
import { parameter, type Context } from '../routing/context.mjs';

/** The inbox of the path. */
export function inboxOf({ store, scope }: Context): Inbox {
	const inbox = store.inboxes.get(scope.inbox_id ?? '');
	if (!inbox) throw notFound('Inbox', scope.inbox_id ?? '');
	return inbox;
}

/** A message of the path's inbox that the key may see. @throws ApiError 404 */
export function readableMessage(context: Context, message_id: string): Message {
	const message = context.store.message(inboxOf(context).inbox_id, message_id);
	if (!message || !isReadable(context.key, message)) throw notFound('Message', message_id);
	return message;
}

export function namedMessage(context: Context): Message {
	return readableMessage(context, parameter(context, 'message_id'));
}

/** Lists leave out the bodies and `reply_to` (SDK: MessageItem). */
export function itemOf(message: Message): MessageItem {
	const { text, html, extracted_text, extracted_html, reply_to, ...item } = message;
	return item;
}
