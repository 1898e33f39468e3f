import type { IDataObject } from 'n8n-workflow';

import { EVENTS } from '../../events/catalogue';
import { isRecord, textOf } from '../../shared/json';
import { readPages } from '../../transport/pages';
import { path, type ApiPath } from '../../transport/path';
import type { Reach } from '../../transport/reach';
import type { Api, Query } from '../../transport/types';

/** A place whose email can be listed. */
export interface MailSource {
	/** The journal's name for it. */
	name: string;
	/** The id of the inbox or pod; empty for the organization. */
	chosen: string;
	/** Inboxes that may have email for a query. */
	inboxes(api: Api, query: Query): Promise<string[]>;
}

/** An email as a list shows it: without text. */
export interface ListedMail {
	inboxId: string;
	messageId: string;
	threadId: string | undefined;
	timestamp: number;
	/** The type of its event. */
	eventType: string;
	/** The whole entry of the list. */
	entry: IDataObject;
}

/** The sources that cover what a trigger listens to. */
export function mailSources({ inboxIds, podIds, bound }: Reach): MailSource[] {
	if (inboxIds.length > 0) return inboxIds.map(inboxSource);
	if (podIds.length > 0) return podIds.map((id) => threadsSource(path`/pods/${id}`, id));
	if (bound.inboxId !== undefined) return [inboxSource(bound.inboxId)];
	if (bound.podId !== undefined) return [threadsSource(path`/pods/${bound.podId}`, bound.podId)];
	return [threadsSource(path``, '')];
}

function inboxSource(inboxId: string): MailSource {
	return { name: `/inboxes/${inboxId}`, chosen: inboxId, inboxes: async () => [inboxId] };
}

/** Pods and the organization list conversations, not messages. */
function threadsSource(level: ApiPath, chosen: string): MailSource {
	const source = { path: path`${level}/threads`, entries: 'threads', id: 'thread_id' };
	return {
		name: String(level),
		chosen,
		inboxes: async (api, query) => {
			const { entries } = await readPages(api, { ...source, query }, Infinity);
			return [...new Set(entries.flatMap(({ inbox_id }) => textOf(inbox_id) ?? []))];
		},
	};
}

/** The received email of an inbox that belongs to the wanted events, oldest first. */
export async function listMail(
	api: Api,
	inboxId: string,
	query: Query,
	events: string[],
): Promise<ListedMail[]> {
	const source = {
		path: path`/inboxes/${inboxId}/messages`,
		entries: 'messages',
		id: 'message_id',
	};
	// Sorted by the API: times alone cannot order email of the same moment.
	const oldestFirst = { ...query, ascending: true };
	const { entries } = await readPages(api, { ...source, query: oldestFirst }, Infinity);
	return entries.flatMap((entry) => listedMail(entry, inboxId, events));
}

/** How many messages AgentMail reads at once. (AgentMail docs: batch get) */
const MOST_AT_ONCE = 500;

/**
 * Looks at email again that was withheld.
 *
 * @returns what is still there, held or not
 */
export async function lookAgain(
	api: Api,
	inboxId: string,
	ids: string[],
	events: string[],
): Promise<ListedMail[]> {
	const found: ListedMail[] = [];
	for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
		const { messages } = await api.post<{ messages?: unknown }>(
			path`/inboxes/${inboxId}/messages/batch-get`,
			{ message_ids: ids.slice(start, start + MOST_AT_ONCE) },
			{ repeatability: 'read' },
		);
		const entries = Array.isArray(messages) ? messages.filter(isRecord) : [];
		found.push(...entries.flatMap((entry) => listedMail(entry as IDataObject, inboxId, events)));
	}
	return found;
}

/** @returns nothing for what was not received, and for events that are not wanted */
function listedMail(entry: IDataObject, inboxId: string, events: string[]): ListedMail[] {
	const messageId = textOf(entry.message_id);
	const labels = Array.isArray(entry.labels) ? entry.labels : [];
	const isSent = labels.includes('sent') && !labels.includes('received');
	const eventType = eventOf(labels);
	if (messageId === undefined || isSent || !events.includes(eventType)) return [];
	const timestamp = Date.parse(String(entry.timestamp)) || Date.now();
	const threadId = textOf(entry.thread_id);
	return [{ inboxId, messageId, threadId, timestamp, eventType, entry }];
}

const RECEIVED = 'message.received';

/** Labels such as `spam`, from `message.received.spam`: lists leave such email out unless asked for it. (AgentMail docs: labels) */
const HIDDEN = EVENTS.flatMap(({ value }) =>
	value.startsWith(`${RECEIVED}.`) ? [value.slice(RECEIVED.length + 1)] : [],
);

/** The events whose email can be listed. All others are lost when nobody listens. */
export function listable(events: string[]): string[] {
	return events.filter(
		(event) => event === RECEIVED || HIDDEN.some((label) => event === `${RECEIVED}.${label}`),
	);
}

/** Asks lists for email that they would leave out. Only for what is wanted, because each kind needs a permission. */
export function inclusions(events: string[]): Query {
	const wanted = HIDDEN.filter((label) => events.includes(`${RECEIVED}.${label}`));
	return Object.fromEntries(wanted.map((label) => [`include_${label}`, true]));
}

function eventOf(labels: unknown[]): string {
	const label = HIDDEN.find((hidden) => labels.includes(hidden));
	return label === undefined ? RECEIVED : `${RECEIVED}.${label}`;
}
