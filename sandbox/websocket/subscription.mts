import * as sdk from 'agentmail/serialization';
import { holds } from '../access/authenticate.mjs';
import { HIDDEN_LABELS } from '../access/hiddenLabels.mjs';
import { inboxWithin } from '../access/scope.mjs';
import { invalid, notFound } from '../errors.mjs';
import { placeOf } from '../events/events.mjs';
import { checkedEventTypes } from '../events/eventTypes.mjs';
import { validate, withOpenEnums } from '../http/validate.mjs';
import type { Key } from '../records.mjs';
import type { Store } from '../store.mjs';

/** What one connection listens to, as `subscribed` repeats it. An absent list does not narrow. */
export interface Subscription {
	event_types?: string[];
	inbox_ids?: string[];
	pod_ids?: string[];
}

/**
 * Reads a `subscribe` frame.
 * @throws ApiError 400, 403 for a missing label permission, 404 for what the key does not reach
 */
export function subscriptionOf(store: Store, key: Key, frame: unknown): Subscription {
	const { inbox_ids, pod_ids, ...asked } = validate(withOpenEnums(sdk.Subscribe), frame);
	if (!store.knowsAgentArmor && asked.event_types?.some((type) => type.includes('.security.'))) {
		throw invalid(['event_types'], 'Unknown event type.');
	}
	const event_types = asked.event_types && checkedEventTypes(key, asked.event_types);
	const bound = { pod_id: key.pod_id, inbox_id: key.inbox_id };
	for (const inbox_id of inbox_ids ?? []) inboxWithin(store, bound, inbox_id);
	for (const pod_id of pod_ids ?? []) {
		const isReached = store.pods.has(pod_id) && store.isWithin({ pod_id }, bound);
		if (!isReached) throw notFound('Pod', pod_id);
	}
	return {
		...(event_types && { event_types }),
		...(inbox_ids && { inbox_ids }),
		...(pod_ids && { pod_ids }),
	};
}

/** Whether an event goes to a connection. */
export function covers(
	store: Store,
	key: Key,
	{ event_types, inbox_ids = [], pod_ids = [] }: Subscription,
	event: { event_type: string },
): boolean {
	const hidden = HIDDEN_LABELS.find((label) => label.event_type === event.event_type);
	// Without a list: all but spam, blocked and unauthenticated (AgentMail docs: WebSockets).
	if (event_types ? !event_types.includes(event.event_type) : hidden) return false;
	if (hidden && !holds(key, hidden.permission)) return false;
	const place = placeOf(event);
	const pod_id = place.pod_id ?? store.inboxes.get(place.inbox_id ?? '')?.pod_id;
	const bound = { pod_id: key.pod_id, inbox_id: key.inbox_id };
	if (!store.isWithin({ ...place, pod_id }, bound)) return false;
	if (inbox_ids.length + pod_ids.length === 0) return true;
	return inbox_ids.includes(place.inbox_id ?? '') || pod_ids.includes(pod_id ?? '');
}
