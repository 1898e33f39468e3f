import type { IDataObject } from 'n8n-workflow';

import { EVENTS } from '../events/catalogue';
import { readEvent, type AgentMailEvent } from '../events/event';
import { HELD_MAIL, isHeld } from '../mail/agentArmor';
import { isRecord, textOf } from '../shared/json';
import { readPages } from '../transport/pages';
import { path, type ApiPath } from '../transport/path';
import type { Reach } from '../transport/reach';
import type { Api, Query } from '../transport/types';

/** A place whose email can be listed. */
export interface MailSource {
	/** The journal's name for it. */
	name: string;
	/** The id of the inbox or pod; empty for the organization. */
	chosen: string;
	/** Inboxes that may have email for a query. @param most so many conversations are looked at, newest first */
	inboxes(api: Api, query: Query, most?: number): Promise<string[]>;
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
		inboxes: async (api, query, most = Infinity) => {
			const { entries } = await readPages(api, { ...source, query }, most);
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
	// Sorted by the API: times alone cannot order email of the same moment.
	const oldestFirst = { ...query, ascending: true };
	return await listed(api, inboxId, oldestFirst, events, Infinity);
}

/** The same, newest first, among the newest messages of the inbox; not what Agent Armor holds. */
export async function listNewestMail(
	api: Api,
	inboxId: string,
	events: string[],
	most: number,
): Promise<ListedMail[]> {
	const mails = await listed(api, inboxId, inclusions(events), events, most);
	return mails.filter(({ entry }) => !isHeld(entry));
}

/** How much held email is found: of more, the newest. */
const MOST_HELD = 1000;

/** What Agent Armor holds of the wanted events, newest first in each inbox. */
export async function heldMail(
	api: Api,
	source: MailSource,
	events: string[],
): Promise<ListedMail[]> {
	const query = { labels: HELD_MAIL.labels, ...inclusions(events) };
	const found: ListedMail[] = [];
	for (const inboxId of await source.inboxes(api, query, MOST_HELD)) {
		if (found.length >= MOST_HELD) break;
		found.push(...(await listed(api, inboxId, query, events, MOST_HELD - found.length)));
	}
	return found;
}

async function listed(
	api: Api,
	inboxId: string,
	query: Query,
	events: string[],
	most: number,
): Promise<ListedMail[]> {
	const source = {
		path: path`/inboxes/${inboxId}/messages`,
		entries: 'messages',
		id: 'message_id',
		query,
	};
	const { entries } = await readPages(api, source, most);
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

/** How many of its newest messages are read with a conversation. */
const MESSAGES = 10;

interface Thread {
	/** As an event contains it. */
	item: IDataObject;
	messages: Array<Record<string, unknown>>;
}

/** Conversations that were read, by inbox and id: several emails may be of one. */
export type ReadThreads = Map<string, Promise<Thread>>;

/**
 * The event that came with an email: the message and its conversation.
 *
 * @param isEnough whether the message says all, as it is in its conversation; otherwise it is read by itself
 */
export async function readMail(
	api: Api,
	{ inboxId, messageId, threadId, eventType }: ListedMail,
	threads: ReadThreads = new Map(),
	isEnough: (message: Record<string, unknown>) => boolean = () => true,
): Promise<AgentMailEvent | undefined> {
	const inbox = path`/inboxes/${inboxId}`;
	let thread: Thread | undefined;
	if (threadId !== undefined) {
		const name = `${inboxId} ${threadId}`;
		const asked =
			threads.get(name) ??
			api.get<IDataObject>(path`${inbox}/threads/${threadId}`, { limit: MESSAGES }).then(parts);
		threads.set(name, asked);
		thread = await asked;
	}
	const message =
		thread?.messages.find((each) => each.message_id === messageId && isEnough(each)) ??
		(await api.get(path`${inbox}/messages/${messageId}`));
	const event = { type: 'event', event_type: eventType, message };
	return readEvent({ ...event, ...(thread && { thread: thread.item }) });
}

function parts(thread: IDataObject): Thread {
	const { messages, ...item } = thread;
	for (const ofThePage of ['count', 'limit', 'next_page_token']) delete item[ofThePage];
	return { item, messages: Array.isArray(messages) ? messages.filter(isRecord) : [] };
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
