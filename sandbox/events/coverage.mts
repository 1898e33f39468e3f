import type { Scope } from '../records.mjs';
import type { Store } from '../store.mjs';
import { placeOf } from './events.mjs';

/** What a webhook or a queue listens to: its level, and there maybe some inboxes and pods. */
interface Coverage {
	scope: Scope;
	event_types: string[];
	inbox_ids?: string[];
	pod_ids?: string[];
}

/** Whether an event goes to a webhook or a queue. */
export function covers(
	store: Store,
	{ scope, event_types, inbox_ids = [], pod_ids = [] }: Coverage,
	event: { event_type: string },
): boolean {
	if (!event_types.includes(event.event_type)) return false;
	const place = placeOf(event);
	const pod_id = place.pod_id ?? store.inboxes.get(place.inbox_id ?? '')?.pod_id;
	if (!store.isWithin({ ...place, pod_id }, scope)) return false;
	if (inbox_ids.length + pod_ids.length === 0) return true;
	return inbox_ids.includes(place.inbox_id ?? '') || pod_ids.includes(pod_id ?? '');
}
