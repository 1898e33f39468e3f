import type { Services } from '../services.mjs';
import type { WebhookEvent } from './events.mjs';
import { placeOf } from './events.mjs';

/** Lets an event happen: it is counted for the metrics and goes out to the webhooks and sockets. */
export function publish(
	{ store, deliveries, sockets }: Pick<Services, 'store' | 'deliveries' | 'sockets'>,
	event: WebhookEvent,
	at = store.now(),
): void {
	store.count(event.event_type, placeOf(event), at);
	deliveries.emit(event);
	sockets.emit(store, event);
}
