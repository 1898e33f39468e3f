import type { IDataObject } from 'n8n-workflow';

import { EVENTS } from '../../events/catalogue';
import type { Reach } from '../../transport/reach';
import { readPages } from '../../transport/pages';
import type { Api, Query } from '../../transport/types';
import { textOf } from '../../shared/json';
import { path, type ApiPath } from '../../transport/path';

/** Where the mail of a trigger can be listed. */
export interface MailSource {
	/** What it is remembered by. */
	name: string;
	/** The inbox or pod that it is; nothing for the organization. */
	chosen: string;
	/** Inboxes that may have new mail since a time. */
	inboxes(api: Api, query: Query): Promise<string[]>;
}

/** E-mail as a list gives it, as far as it is looked at: lists have no bodies. */
export interface ListedMail {
	inboxId: string;
	messageId: string;
	threadId: string | undefined;
	timestamp: number;
	/** The event that brought it. */
	eventType: string;
	/** All of it. */
	entry: IDataObject;
}

/** The places that cover what a trigger listens to. */
export function mailSources({ inboxIds, podIds, bound }: Reach): MailSource[] {
	if (inboxIds.length > 0) return inboxIds.map(inboxPlace);
	if (podIds.length > 0) return podIds.map((id) => threadsPlace(path`/pods/${id}`, id));
	if (bound.inboxId !== undefined) return [inboxPlace(bound.inboxId)];
	if (bound.podId !== undefined) return [threadsPlace(path`/pods/${bound.podId}`, bound.podId)];
	return [threadsPlace(path``, '')];
}

function inboxPlace(inboxId: string): MailSource {
	return { name: `/inboxes/${inboxId}`, chosen: inboxId, inboxes: async () => [inboxId] };
}

/** Pods and organizations list conversations, not messages. */
function threadsPlace(level: ApiPath, chosen: string): MailSource {
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

/** The received mail of an inbox that belongs to the wanted events, oldest first. */
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
	// In the API's order: times alone do not tell mail of the same moment apart.
	const oldestFirst = { ...query, ascending: true };
	const { entries } = await readPages(api, { ...source, query: oldestFirst }, Infinity);
	return entries.flatMap((entry) => {
		const messageId = textOf(entry.message_id);
		const labels = Array.isArray(entry.labels) ? entry.labels : [];
		const isSent = labels.includes('sent') && !labels.includes('received');
		const eventType = eventOf(labels);
		if (messageId === undefined || isSent || !events.includes(eventType)) return [];
		const timestamp = Date.parse(String(entry.timestamp)) || Date.now();
		return { inboxId, messageId, threadId: textOf(entry.thread_id), timestamp, eventType, entry };
	});
}

const RECEIVED = 'message.received';

/** `message.received.spam` and its like: labels that lists leave out unless they are asked for. (AgentMail docs: labels) */
const HIDDEN = EVENTS.flatMap(({ value }) =>
	value.startsWith(`${RECEIVED}.`) ? [value.slice(RECEIVED.length + 1)] : [],
);

/** The events whose mail can be listed. All others are gone when nobody listens. */
export function listable(events: string[]): string[] {
	return events.filter(
		(event) => event === RECEIVED || HIDDEN.some((label) => event === `${RECEIVED}.${label}`),
	);
}

/** Asks lists for what they would leave out. Only what is wanted: each needs a permission. */
export function inclusions(events: string[]): Query {
	const wanted = HIDDEN.filter((label) => events.includes(`${RECEIVED}.${label}`));
	return Object.fromEntries(wanted.map((label) => [`include_${label}`, true]));
}

function eventOf(labels: unknown[]): string {
	const label = HIDDEN.find((hidden) => labels.includes(hidden));
	return label === undefined ? RECEIVED : `${RECEIVED}.${label}`;
}
