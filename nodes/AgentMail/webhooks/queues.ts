import { digestOf } from '../shared/digest';
import { unless } from '../transport/errors';
import { boundPath } from '../transport/identity';
import { readPages } from '../transport/pages';
import { path, type ApiPath } from '../transport/path';
import type { Reach, Scope } from '../transport/reach';
import type { Api, Identity } from '../transport/types';
import { ownerMark } from './registered';

/*
 * Polling webhooks: AgentMail keeps the events of each in a queue until they are fetched. (AgentMail docs: webhook
 * polling; SDK 0.5.43: webhooks.polling)
 */

/** What a queue collects. */
export interface QueueSettings {
	/** Chosen by whoever creates it: the same again is the same queue with a new token, and the old token is dead. */
	client_id: string;
	event_types: string[];
	pod_ids?: string[];
	inbox_ids?: string[];
}

export interface Queue extends QueueSettings {
	webhook_id: string;
	/** ISO 8601. It changes with each new token. */
	updated_at: string;
	created_at: string;
}

/** With the token that reads it, which no other answer has. It is a secret. */
export interface OpenedQueue extends Queue {
	token: unknown;
}

/** A pod's or inbox's key reaches only those of its own level. */
const queuesOf = (identity: Identity): ApiPath => path`${boundPath(identity)}/webhooks/polling`;

/** All queues that the key can reach, whoever made them. */
export async function listQueues(api: Api): Promise<Queue[]> {
	const source = {
		path: queuesOf(await api.identity()),
		entries: 'polling_webhooks',
		id: 'webhook_id',
	};
	const { entries } = await readPages(api, source, Infinity);
	return (entries as unknown as Queue[]).filter(({ client_id }) => typeof client_id === 'string');
}

/** Creates a queue, or takes a new token for the one with the same `client_id`. */
export async function openQueue(api: Api, settings: QueueSettings): Promise<OpenedQueue> {
	return await api.post<OpenedQueue>(queuesOf(await api.identity()), settings);
}

/** @returns `undefined` if it is gone */
export async function findQueue(api: Api, webhookId: string): Promise<Queue | undefined> {
	const queues = queuesOf(await api.identity());
	return await api.get<Queue>(path`${queues}/${webhookId}`).catch(unless(404));
}

/** Deletes a queue with all that is in it; one that is already gone is fine. */
export async function removeQueue(api: Api, webhookId: string): Promise<void> {
	const queues = queuesOf(await api.identity());
	await api.delete(path`${queues}/${webhookId}`).catch(unless(404));
}

/** The settings of a queue that exists, as {@link openQueue} takes them. */
export function settingsOf({ client_id, event_types, pod_ids, inbox_ids }: Queue): QueueSettings {
	return { client_id, event_types, ...narrowedTo(pod_ids ?? [], inbox_ids ?? []) };
}

/** What the queue of a trigger is to collect. @param mark of the trigger: see {@link queueMark} */
export function wantedQueue(mark: string, events: string[], reach: Reach): QueueSettings {
	const podIds = reach.podIds.toSorted();
	const inboxIds = reach.inboxIds.toSorted();
	const what = digestOf([events.toSorted(), podIds, inboxIds]).slice(0, 16);
	return {
		client_id: `${mark}${what}`,
		event_types: events,
		...narrowedTo(podIds, inboxIds),
	};
}

function narrowedTo(podIds: string[], inboxIds: string[]) {
	return {
		...(podIds.length > 0 && { pod_ids: podIds }),
		...(inboxIds.length > 0 && { inbox_ids: inboxIds }),
	};
}

/** What a queue was narrowed to. */
export function scopeOfQueue({ pod_ids, inbox_ids }: Queue): Scope {
	if (pod_ids?.length) return { level: 'pod', ids: pod_ids };
	if (inbox_ids?.length) return { level: 'inbox', ids: inbox_ids };
	return { level: 'organization', ids: [] };
}

/**
 * The beginning of the `client_id` of every queue of one trigger. It differs for every n8n, workflow and node, and for a
 * test, so that none of them knocks another out.
 *
 * @param of the trigger: what tells it from all others of this n8n
 */
export function queueMark(instanceId: string, isTest: boolean, ...of: string[]): string {
	const trigger = digestOf(of).slice(0, 16);
	return `${isTest ? testMark(instanceId) : `${ownerMark(instanceId)}queue-`}${trigger}-`;
}

const testMark = (instanceId: string) => `${ownerMark(instanceId)}test-`;

const HOUR = 60 * 60_000;

/** Queues of this n8n for tests that must be over: n8n was killed before it could delete them. */
export function expiredTests(queues: Queue[], instanceId: string): Queue[] {
	return queues.filter(
		({ client_id, created_at }) =>
			client_id.startsWith(testMark(instanceId)) && Date.parse(created_at) < Date.now() - HOUR,
	);
}
