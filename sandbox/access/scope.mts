import { ApiError, notFound } from '../errors.mjs';
import type { Inbox, Key, Scope } from '../records.mjs';
import type { Store } from '../store.mjs';

/** Where a resource is mounted: `/v0`, `/v0/pods/{pod_id}` or `/v0/inboxes/{inbox_id}`. */
export type Level = 'organization' | 'pod' | 'inbox';

interface Place {
	level: Level;
	/** At organization level only for keys that are bound to the whole organization. */
	organizationKeyOnly?: true;
}

type Params = Record<string, string | undefined>;

/**
 * What a request can see: the narrower of its path's level and its key's binding.
 * @throws ApiError 404 for all that lies outside (AgentMail docs: scopes)
 */
export function resolveScope(store: Store, key: Key, place: Place, params: Params): Scope {
	const bound: Scope = { pod_id: key.pod_id, inbox_id: key.inbox_id };
	if (place.level === 'organization') {
		if (place.organizationKeyOnly && (bound.pod_id || bound.inbox_id)) throw outOfScope(bound);
		return bound;
	}
	const asked = place.level === 'pod' ? podScope(store, params) : inboxScope(store, params);
	const record = { pod_id: asked.pod_id, inbox_id: asked.inbox_id };
	if (!store.isWithin(record, bound)) throw outOfScope(bound);
	return asked;
}

function podScope(store: Store, { pod_id = '' }: Params): Scope {
	if (!store.pods.has(pod_id)) throw notFound('Pod', pod_id);
	return { pod_id };
}

function inboxScope(store: Store, { inbox_id = '' }: Params): Scope {
	const inbox = store.inboxes.get(inbox_id);
	if (!inbox) throw notFound('Inbox', inbox_id);
	return { pod_id: inbox.pod_id, inbox_id };
}

function outOfScope({ pod_id, inbox_id }: Scope): ApiError {
	const path = inbox_id ? `/v0/inboxes/${encodeURIComponent(inbox_id)}` : `/v0/pods/${pod_id}`;
	return new ApiError('not_found', 'Not found in the scope of this API key.', {
		fix: `The key is bound to ${inbox_id ?? pod_id}: use the endpoints under ${path}.`,
	});
}

/** An inbox that the scope reaches. @throws ApiError 404 */
export function inboxWithin(store: Store, scope: Scope, inbox_id: string): Inbox {
	const inbox = store.inboxes.get(inbox_id);
	if (!inbox || !store.isWithin(inbox, scope)) throw notFound('Inbox', inbox_id);
	return inbox;
}
