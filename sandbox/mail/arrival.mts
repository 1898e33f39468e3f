import { HIDDEN_LABELS } from '../access/hiddenLabels.mjs';
import { receivedEvent } from '../events/events.mjs';
import { publish } from '../events/publish.mjs';
import type { Message } from '../records.mjs';
import type { Services } from '../services.mjs';

/** Tells those who listen that a message came in. */
export function arrived(services: Services, message: Message): void {
	const { store } = services;
	const thread = store.threads.get(message.thread_id);
	const special = HIDDEN_LABELS.find(({ label }) => message.labels.includes(label));
	const event_type = special?.event_type ?? 'message.received';
	if (!thread) return;
	publish(services, receivedEvent(store, event_type, message, thread), message.timestamp);
}
