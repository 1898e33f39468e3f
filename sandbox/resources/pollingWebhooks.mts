import { madeBefore } from '../access/clientId.mjs';
import { ApiError, invalid, notFound } from '../errors.mjs';
import { checkedEventTypes } from '../events/eventTypes.mjs';
import type { StoredQueue } from '../records.mjs';
import { parameter, type Context, type Resource } from '../routing/context.mjs';
import { page } from '../routing/paging.mjs';
import { subscription } from './webhookFields.mjs';

/** Queues at each level. (AgentMail docs: webhook polling) */
const MOST = 10;

/** Bound keys must use the paths of their pod or inbox, as for webhooks. */
const organizationKeyOnly = true;

/** Polling webhooks: the events are kept until they are fetched. Newer than SDK 0.5.27. (SDK 0.5.43: webhooks.polling) */
export const pollingWebhooks: Resource = {
	name: 'webhooks',
	levels: ['organization', 'pod', 'inbox'],
	routes: [
		{
			method: 'GET',
			path: '/webhooks/polling',
			permission: 'webhook_read',
			organizationKeyOnly,
			answer: list,
		},
		{
			method: 'POST',
			path: '/webhooks/polling',
			permission: 'webhook_create',
			organizationKeyOnly,
			answer: create,
		},
		{
			method: 'GET',
			path: '/webhooks/polling/:webhook_id',
			permission: 'webhook_read',
			organizationKeyOnly,
			answer: (context) => present(named(context)),
		},
		{
			method: 'DELETE',
			path: '/webhooks/polling/:webhook_id',
			permission: 'webhook_delete',
			organizationKeyOnly,
			answer: remove,
		},
	],
};

function isReachable({ store, scope }: Context, queue: StoredQueue): boolean {
	return store.isWithin(queue.scope, scope);
}

/** By its id, or by its client_id. */
function named(context: Context): StoredQueue {
	const webhook_id = parameter(context, 'webhook_id');
	const queue = [...context.store.queues.values()].find(
		(each) => each.webhook_id === webhook_id || each.client_id === webhook_id,
	);
	if (!queue || !isReachable(context, queue)) throw notFound('Webhook', webhook_id);
	return queue;
}

/** The wire record: neither the token nor what is in the queue. */
function present(queue: StoredQueue) {
	const { webhook_id, client_id, event_types, pod_ids, inbox_ids, scope } = queue;
	const { updated_at, created_at } = queue;
	return {
		webhook_id,
		client_id,
		event_types,
		...(pod_ids && { pod_ids }),
		...(inbox_ids && { inbox_ids }),
		...scope,
		updated_at,
		created_at,
	};
}

function list(context: Context) {
	const all = [...context.store.queues.values()];
	return page(context, {
		name: 'polling_webhooks',
		items: all.filter((queue) => isReachable(context, queue)),
		id: ({ webhook_id }) => webhook_id,
		time: ({ created_at }) => created_at,
		present,
	});
}

/** The same `client_id` is the same queue with a new token; the old one is dead at once. */
function create(context: Context) {
	const { store, queues, level, scope } = context;
	const { client_id, event_types, ...narrowed } = checkedBody(context.body);
	const existing = madeBefore(store.queues.values(), client_id, (queue) =>
		isReachable(context, queue),
	);
	const now = store.now();
	if (existing) {
		existing.updated_at = now;
		return { ...present(existing), token: queues.tokenFor(existing) };
	}
	const own = level === 'organization' ? {} : scope;
	const beside = [...store.queues.values()].filter(
		(queue) => JSON.stringify(queue.scope) === JSON.stringify(own),
	);
	if (beside.length >= MOST) {
		throw new ApiError('limit_exceeded', `The limit of ${MOST} polling webhooks is reached.`);
	}
	const queue: StoredQueue = {
		webhook_id: store.uuid(),
		client_id,
		event_types: checkedEventTypes(context.key, event_types),
		...(level !== 'inbox' && narrowing(context, narrowed)),
		scope: own,
		sink_id: `poll_${store.hex(24)}`,
		bearer: '',
		entries: [],
		consumers: new Map(),
		updated_at: now,
		created_at: now,
	};
	store.queues.set(queue.webhook_id, queue);
	return { ...present(queue), token: queues.tokenFor(queue) };
}

function narrowing(context: Context, body: { inbox_ids?: string[]; pod_ids?: string[] }) {
	const { inbox_ids = [], pod_ids = [] } = body;
	if (inbox_ids.length + pod_ids.length > MOST) {
		throw invalid(['inbox_ids'], `Expected at most ${MOST} inboxes and pods together.`);
	}
	return inbox_ids.length + pod_ids.length > 0 ? subscription(context, body) : {};
}

interface Body {
	client_id: string;
	event_types: string[];
	inbox_ids?: string[];
	pod_ids?: string[];
}

/** @throws ApiError 400 */
function checkedBody(body: unknown): Body {
	const given = (body ?? {}) as Record<string, unknown>;
	if (typeof given.client_id !== 'string') throw invalid(['client_id'], 'Required');
	for (const name of ['event_types', 'inbox_ids', 'pod_ids']) {
		const list = given[name];
		if (list === undefined || list === null) continue;
		const isList = Array.isArray(list) && list.every((each) => typeof each === 'string');
		if (!isList) throw invalid([name], 'Expected a list of strings.');
	}
	const { event_types } = given as Partial<Body>;
	if (!event_types?.length) throw invalid(['event_types'], 'Required');
	return given as unknown as Body;
}

function remove(context: Context): undefined {
	context.store.queues.delete(named(context).webhook_id);
}
