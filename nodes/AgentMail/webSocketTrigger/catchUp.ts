import type { IDataObject } from 'n8n-workflow';

import { readEvent, type AgentMailEvent } from '../events/event';
import type { Reach } from '../events/reach';
import { inOrder } from '../operation/inOrder';
import type { Api, Query } from '../transport/api';
import { unless } from '../transport/errors';
import { isRecord } from '../transport/json';
import { path } from '../transport/path';
import type { Journal } from './journal';
import { mailId } from './once';
import { pace } from './pace';
import { inclusions, listable, listMail, placesOf, type ListedMail, type Place } from './places';

/** Requests at once. */
const PARALLEL = 5;

/** E-mails that are read before the first of them is handed on: all of a long outage may not fit into memory. */
const PIECE = 50;

/** Newest messages of a conversation that are read with it. */
const MESSAGES = 10;

/**
 * Finds over REST what came while nobody listened: conversations with something new, their inboxes' new mail, and each
 * of these whole. Every method throws what the API does.
 */
export class CatchUp {
	private readonly places: Place[];
	private readonly events: string[];

	constructor(
		private readonly api: Api,
		reach: Reach,
		events: string[],
		private readonly journal: Journal,
	) {
		this.events = listable(events);
		this.places = this.events.length > 0 ? placesOf(reach) : [];
	}

	/** Counts everything up to a time as come, where nothing is known yet. */
	lookBackTo(time: number): void {
		for (const { name } of this.places) {
			if (!this.journal.covered.has(name)) this.journal.covered.set(name, time + pace.overlap);
		}
	}

	/**
	 * Begins from now: mail that is there already counts as seen. By what is there, not by the time, so that clocks do not
	 * matter.
	 *
	 * @param anew also where it is known how far an earlier time came
	 */
	async beginNow({ anew }: { anew: boolean }): Promise<void> {
		const { covered, seen } = this.journal;
		for (const place of this.places) {
			if (covered.has(place.name) && !anew) continue;
			const now = Date.now();
			for (const { inboxId, messageId } of await this.mailOf(place, now - pace.overlap)) {
				seen.set(mailId(inboxId, messageId), true);
			}
			covered.set(place.name, now);
		}
	}

	/**
	 * Takes what came since the last time, oldest first.
	 *
	 * @returns how much of it was new
	 */
	async run(take: (event: AgentMailEvent) => void): Promise<number> {
		let found = 0;
		for (const place of this.places) {
			const now = Date.now();
			const since = (this.journal.covered.get(place.name) ?? now) - pace.overlap;
			const mails = await this.mailOf(place, since);
			const unseen = mails.filter(
				({ inboxId, messageId }) => !this.journal.seen.has(mailId(inboxId, messageId)),
			);
			for (let start = 0; start < unseen.length; start += PIECE) {
				const events = await this.read(unseen.slice(start, start + PIECE));
				for (const event of events) take(event);
				found += events.length;
			}
			this.journal.covered.set(place.name, now);
		}
		return found;
	}

	/** Without the mail of inboxes that were deleted in the meantime. */
	private async mailOf(place: Place, since: number): Promise<ListedMail[]> {
		const query: Query = { after: new Date(since).toISOString(), ...inclusions(this.events) };
		const inboxes = await place.inboxes(this.api, query);
		const lists = await inOrder(
			inboxes,
			PARALLEL,
			async (inboxId) =>
				(await listMail(this.api, inboxId, query, this.events).catch(unless(404))) ?? [],
		);
		return lists.flat().sort((a, b) => a.timestamp - b.timestamp);
	}

	/** Without what was deleted in the meantime. */
	private async read(mails: ListedMail[]): Promise<AgentMailEvent[]> {
		const threads = new Map<string, Promise<Thread>>();
		const read = async (mail: ListedMail) =>
			(await this.readOne(mail, threads).catch(unless(404))) ?? [];
		return (await inOrder(mails, PARALLEL, read)).flat();
	}

	/** The same as the event that was missed: the message and its conversation. */
	private async readOne(
		{ inboxId, messageId, threadId, eventType }: ListedMail,
		threads: Map<string, Promise<Thread>>,
	): Promise<AgentMailEvent[]> {
		const inbox = path`/inboxes/${inboxId}`;
		let thread: Thread | undefined;
		if (threadId !== undefined) {
			const name = mailId(inboxId, threadId);
			const asked =
				threads.get(name) ??
				this.api
					.get<IDataObject>(path`${inbox}/threads/${threadId}`, { limit: MESSAGES })
					.then(parts);
			threads.set(name, asked);
			thread = await asked;
		}
		const message =
			thread?.messages.find(({ message_id }) => message_id === messageId) ??
			(await this.api.get(path`${inbox}/messages/${messageId}`));
		const event = { type: 'event', event_type: eventType, message };
		return [readEvent({ ...event, ...(thread && { thread: thread.item }) }) ?? []].flat();
	}
}

interface Thread {
	/** As an event carries it. */
	item: IDataObject;
	messages: Array<Record<string, unknown>>;
}

function parts(thread: IDataObject): Thread {
	const { messages, ...item } = thread;
	for (const ofThePage of ['count', 'limit', 'next_page_token']) delete item[ofThePage];
	return { item, messages: Array.isArray(messages) ? messages.filter(isRecord) : [] };
}
