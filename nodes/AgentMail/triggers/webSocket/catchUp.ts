import type { IDataObject } from 'n8n-workflow';

import { readEvent, type AgentMailEvent } from '../../events/event';
import type { Reach } from '../../transport/reach';
import { mapConcurrently } from '../../shared/mapConcurrently';
import type { Api, Query } from '../../transport/types';
import { AgentMailError, unless } from '../../transport/errors';
import { isRecord } from '../../shared/json';
import { path } from '../../transport/path';
import type { ServerClock } from './serverClock';
import type { Covered, Journal } from './journal';
import { mailId } from './deduplication';
import { timings } from './timings';
import {
	inclusions,
	listable,
	listMail,
	mailSources,
	type ListedMail,
	type MailSource,
} from './mailSources';

/** Requests at once. */
const PARALLEL = 5;

/** E-mails that are read before the first of them is handed on: all of a long outage may not fit into memory. */
const PIECE = 50;

/** Newest messages of a conversation that are read with it. */
const MESSAGES = 10;

/** What a catch-up came to. */
export interface CaughtUp {
	/** How much was new. */
	found: number;
	/** Why something of it could not be read: it is tried again by the next one. */
	failure?: unknown;
}

/**
 * Finds over REST what came while nobody listened: conversations with something new, their inboxes' new mail, and each
 * of these whole.
 */
export class CatchUp {
	private readonly events: string[];
	/** E-mails that could not be read, and since when. */
	private readonly unread = new Map<string, number>();

	constructor(
		private readonly api: Api,
		events: string[],
		private readonly journal: Journal,
		private readonly clock: ServerClock,
	) {
		this.events = listable(events);
	}

	/**
	 * Wants what came since a time.
	 *
	 * @param since gives the time for a chosen inbox or pod, or for `''`: all that the key reaches
	 */
	lookBackTo(reach: Reach, since: (chosen: string) => number): void {
		const { covered } = this.journal;
		for (const { name, chosen } of this.places(reach)) {
			const from = this.clock.at(since(chosen));
			covered.set(name, { from, until: from });
		}
	}

	/**
	 * Begins from now, where an earlier trigger did not begin: mail that is there already counts as seen. By what is there,
	 * not by the time, so that clocks do not matter.
	 *
	 * @throws what the API does
	 */
	async beginNow(reach: Reach): Promise<void> {
		const { covered, seen } = this.journal;
		const places = this.places(reach);
		// A place that is not listened to any more begins anew when it is chosen again.
		for (const name of covered.keys()) {
			if (!places.some((place) => place.name === name)) covered.delete(name);
		}
		for (const place of places) {
			if (covered.has(place.name)) continue;
			const until = this.clock.now();
			const from = until - timings.overlap;
			const { mails, failures } = await this.mailOf(place, from);
			if (failures.length > 0) throw failures[0];
			for (const { inboxId, messageId } of mails) seen.set(mailId(inboxId, messageId), true);
			covered.set(place.name, { from, until });
		}
	}

	/** Takes what came since the last time, oldest first. What cannot be read holds up nothing else. Never throws. */
	async run(reach: Reach, take: (event: AgentMailEvent, at: number) => void): Promise<CaughtUp> {
		let found = 0;
		const failures: unknown[] = [];
		const count = (event: AgentMailEvent, at: number) => {
			found++;
			take(event, at);
		};
		for (const place of this.places(reach)) {
			failures.push(...(await this.runAt(place, count).catch((error: unknown) => [error])));
		}
		return { found, failure: failures[0] };
	}

	private async runAt(
		place: MailSource,
		take: (event: AgentMailEvent, at: number) => void,
	): Promise<unknown[]> {
		const now = this.clock.now();
		const { covered } = this.journal;
		const before = covered.get(place.name) ?? { from: now - timings.overlap, until: now };
		// What was told to be later than now was told wrong, and must not leave a gap.
		const since = Math.max(before.from, Math.min(before.until, now) - timings.overlap);
		const { mails, failures, behind } = await this.mailOf(place, since, before.behind);
		let until = now;
		const unseen = mails.filter(
			({ inboxId, messageId }) => !this.journal.seen.has(mailId(inboxId, messageId)),
		);
		for (let start = 0; start < unseen.length; start += PIECE) {
			const piece = await this.read(unseen.slice(start, start + PIECE));
			for (const read of piece) {
				const { timestamp } = read.mail;
				if (read.event) take(read.event, timestamp);
				if (!('failure' in read)) continue;
				failures.push(read.failure);
				until = Math.min(until, timestamp);
			}
			if (piece.every((read) => 'failure' in read)) break;
		}
		covered.set(place.name, { from: before.from, until, behind });
		return failures;
	}

	private places(reach: Reach): MailSource[] {
		return this.events.length > 0 ? mailSources(reach) : [];
	}

	/** Without the mail of pods and inboxes that were deleted in the meantime. */
	private async mailOf(
		place: MailSource,
		since: number,
		before: Covered['behind'] = new Map(),
	): Promise<Listed> {
		const queryOf = (time: number): Query => ({
			after: new Date(time).toISOString(),
			...inclusions(this.events),
		});
		const active = (await place.inboxes(this.api, queryOf(since)).catch(unless(404))) ?? [];
		const inboxes = [...new Set([...active, ...before.keys()])];
		const behind = new Map<string, number>();
		const failures: unknown[] = [];
		const lists = await mapConcurrently(inboxes, PARALLEL, async (inboxId) => {
			const from = before.get(inboxId) ?? since;
			const list = listMail(this.api, inboxId, queryOf(from), this.events).catch(unless(404));
			const failed: unknown[] = [];
			const mails = (await list.catch(collectedIn(failed))) ?? [];
			if (failed.length > 0) behind.set(inboxId, from);
			failures.push(...failed);
			return mails;
		});
		return { behind, failures, mails: lists.flat().sort((a, b) => a.timestamp - b.timestamp) };
	}

	private async read(mails: ListedMail[]): Promise<Read[]> {
		const threads = new Map<string, Promise<Thread>>();
		return await mapConcurrently(mails, PARALLEL, async (mail) => {
			const id = mailId(mail.inboxId, mail.messageId);
			const failures: unknown[] = [];
			// Nothing of what was deleted in the meantime.
			const whole = this.readOne(mail, threads).catch(unless(404));
			const event = await whole.catch(collectedIn(failures));
			const since = this.unread.get(id) ?? this.clock.now();
			if (failures.length > 0 && this.clock.now() - since < timings.unreadable) {
				this.unread.set(id, since);
				return { mail, failure: failures[0] };
			}
			this.unread.delete(id);
			return { mail, event: failures.length > 0 ? listedEvent(mail) : event };
		});
	}

	/** The same as the event that was missed: the message and its conversation. */
	private async readOne(
		{ inboxId, messageId, threadId, eventType }: ListedMail,
		threads: Map<string, Promise<Thread>>,
	): Promise<AgentMailEvent | undefined> {
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
		return readEvent({ ...event, ...(thread && { thread: thread.item }) });
	}
}

interface Listed {
	/** Oldest first. */
	mails: ListedMail[];
	failures: unknown[];
	/** Inboxes that the failures are about. */
	behind: Map<string, number>;
}

interface Read {
	mail: ListedMail;
	/** `undefined` for a mail that is not there any more. */
	event?: AgentMailEvent;
	/** Why it could not be read now. */
	failure?: unknown;
}

/** As much as the list says. What is missing is fetched like that of any other event, or said to be. */
function listedEvent({ entry, inboxId, eventType }: ListedMail): AgentMailEvent | undefined {
	const message = { ...entry, inbox_id: inboxId };
	return readEvent({ type: 'event', event_type: eventType, message });
}

/**
 * For `catch`: keeps a failure that is about one inbox or e-mail. One that all requests have in common is thrown: a
 * refused key, too many requests, no AgentMail.
 */
function collectedIn(failures: unknown[]) {
	return (error: unknown): undefined => {
		if (!(error instanceof AgentMailError) || error.isGeneral) throw error;
		failures.push(error);
	};
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
