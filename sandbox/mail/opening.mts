import { notFound } from '../errors.mjs';
import { openedEvent } from '../events/events.mjs';
import { publish } from '../events/publish.mjs';
import type { Services } from '../services.mjs';
import { messageKey } from '../store.mjs';
import { relabel } from './mailbox.mjs';

/**
 * Someone looks at a sent message. Only the first look at a message with a pixel counts
 * (SDK: MessageOpenedEvent).
 * @returns whether it was that
 * @throws ApiError 404
 */
export function openMessage(services: Services, inbox_id: string, message_id: string): boolean {
	const { store } = services;
	const message = store.message(inbox_id, message_id);
	if (!message) throw notFound('Message', message_id);
	// The pixel is used up: the label could be taken off again.
	if (!store.tracked.delete(messageKey(inbox_id, message_id))) return false;
	relabel(store, message, ['opened'], []);
	publish(services, openedEvent(store, message));
	return true;
}
