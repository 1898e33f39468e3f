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

function recipientsIn(event: object): number {
	const { send } = event as { send?: { recipients?: unknown[] } };
	return send?.recipients?.length ?? 1;
}

/** Lets an event happen: it is counted for the metrics and goes out to the webhooks, sockets and queues. */
export function publish(
	{ store, deliveries, sockets, queues }: Listeners,
	event: WebhookEvent,
	at = store.now(),
): void {
	store.count(event.event_type, placeOf(event), at, recipientsIn(event));
	deliveries.emit(event);
	sockets.emit(store, event);
	queues.emit(event);
}
