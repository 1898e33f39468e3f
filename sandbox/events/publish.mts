import type { Store } from '../store.mjs';
import type { Deliveries } from './deliveries.mjs';
import { placeOf, type WebhookEvent } from './events.mjs';

/** Where events go. */
interface Listeners {
	store: Store;
	deliveries: Deliveries;
	sockets: { emit(store: Store, event: WebhookEvent): void };
	queues: { emit(event: WebhookEvent): void };
}

/** Lets an event happen: it is counted for the metrics and goes out to the webhooks, sockets and queues. */
export function publish(
	{ store, deliveries, sockets, queues }: Listeners,
	event: WebhookEvent,
	at = store.now(),
): void {
	store.count(event.event_type, placeOf(event), at);
	deliveries.emit(event);
	sockets.emit(store, event);
	queues.emit(event);
}
