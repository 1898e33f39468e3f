import type { Services } from '../services.mjs';
import type { WebhookEvent } from './events.mjs';
import { placeOf } from './events.mjs';

/** Lets an event happen: it is counted for the metrics and goes out to the webhooks. */
export function publish(
	{ store, deliveries }: Pick<Services, 'store' | 'deliveries'>,
	event: WebhookEvent,
	at = store.now(),
): void {
	store.count(event.event_type, placeOf(event), at);
	deliveries.emit(event);
}
