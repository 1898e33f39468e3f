import { readEvent, type AgentMailEvent } from '../../events/event';
import { isHeld, scanResult } from '../../mail/agentArmor';
import { mapConcurrently } from '../../shared/mapConcurrently';
import { AgentMailError, unless } from '../../transport/errors';
import type { Reach } from '../../transport/reach';
import type { Api, Query } from '../../transport/types';
import { mailId } from '../deduplication';
import type { Covered, Journal } from './journal';
import {
	heldMail,
	inclusions,
	listable,
	listMail,
	lookAgain,
	mailSources,
	readMail,
	type ListedMail,
	type MailSource,
	type ReadThreads,
} from '../mailSources';
import type { ServerClock } from './serverClock';
import { timings } from './timings';

/** Requests at once. */
const PARALLEL = 5;

/** Emails read before the first of them is handed on: those of a long outage may not fit into memory. */
const PIECE = 50;

/** What a catch-up found. */
export interface CaughtUp {
	/** How many emails were new. */
	found: number;
	/** Why some could not be read; the next catch-up tries again. */
	failure?: unknown;
}

/**
 * Fetches over REST what came while nobody listened: lists conversations with something new, lists the new email of their
 * inboxes, then reads each email.
 */
export class CatchUp {
	private readonly events: string[];
	/** Emails that could not be read, by {@link mailId}, and since when. AgentMail's time, Unix milliseconds. */
	private readonly unread = new Map<string, number>();

	constructor(
		private readonly api: Api,
		events: string[],
		private readonly journal: Journal,
		private readonly clock: ServerClock,
		/** Only email is wanted that Agent Armor found clear, so that one without a result waits for it. */
		private readonly needsScan: boolean,
	) {
		this.events = listable(events);
	}

	/**
	 * The next catch-up fetches what came since a time.
	 *
	 * @param since gives the time for a chosen inbox or pod, or for `''`: everything the key can reach
	 */
	lookBackTo(reach: Reach, since: (chosen: string) => number): void {
		const { covered } = this.journal;
		for (const { name, chosen } of this.places(reach)) {
			const from = this.clock.at(since(chosen));
			covered.set(name, { from, until: from });
		}
	}

	/**
	 * Begins from now wherever no earlier trigger did: email that is already there counts as seen. What is there decides,
	 * not the time, so that clocks do not matter.
	 *
	 * @throws what the API does
	 */
	async beginNow(reach: Reach): Promise<void> {
		const { covered, seen } = this.journal;
		const places = this.places(reach);
		// A place that is no longer chosen begins from then when it is chosen again.
		for (const name of covered.keys()) {
			if (!places.some((place) => place.name === name)) covered.delete(name);
		}
		for (const place of places) {
			if (covered.has(place.name)) continue;
			const until = this.clock.now();
			const from = until - timings.overlap;
			const { mails, failures } = await this.mailOf(place, from);
			if (failures.length > 0) throw failures[0];
			for (const mail of this.withoutHeld(mails)) {
				seen.set(mailId(mail.inboxId, mail.messageId), true);
			}
			covered.set(place.name, { from, until });
		}
	}

	/**
	 * Learns what Agent Armor holds already: released while nobody listens, it is found by that alone, because its time is
	 * long past then. Servers that have no Agent Armor may refuse the question.
	 *
	 * @throws what the API does
	 */
	async learnHeld(reach: Reach): Promise<void> {
		for (const place of this.places(reach)) {
			const held = await heldMail(this.api, place, this.events).catch(unless(400, 403, 404));
			for (const mail of held ?? []) this.journal.withheld.add(mail);
		}
	}

	/** Takes what came since the last time, oldest first. What cannot be read delays nothing else. Never throws. */
	async run(reach: Reach, take: (event: AgentMailEvent, at: number) => void): Promise<CaughtUp> {
		let found = 0;
		const failures: unknown[] = [];
		const count = (event: AgentMailEvent, at: number) => {
			found++;
			take(event, at);
		};
		failures.push(...(await this.runWithheld(count).catch((error: unknown) => [error])));
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
		// A time that AgentMail's clock no longer confirms must not leave a gap.
		const since = Math.max(before.from, Math.min(before.until, now) - timings.overlap);
		const { mails, failures, behind } = await this.mailOf(place, since, before.behind);
		let until = now;
		const unseen = this.withoutHeld(mails).filter((mail) => !this.isSeen(mail));
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

	/** Takes what was withheld and is not any more. What is gone is forgotten. */
	private async runWithheld(take: (event: AgentMailEvent, at: number) => void): Promise<unknown[]> {
		const { withheld } = this.journal;
		const failures: unknown[] = [];
		for (const [inboxId, ids] of withheld.byInbox()) {
			const again = lookAgain(this.api, inboxId, ids, this.events).catch(unless(404));
			const mails = (await again.catch(collectedIn(failures))) ?? [];
			if (failures.length > 0) continue;
			for (const messageId of ids) withheld.delete({ inboxId, messageId });
			const free = this.withoutHeld(mails).filter((mail) => !this.isSeen(mail));
			for (const read of await this.read(free)) {
				if (read.event) take(read.event, read.mail.timestamp);
				if (!('failure' in read)) continue;
				failures.push(read.failure);
				withheld.add(read.mail);
			}
		}
		return failures;
	}

	private isSeen({ inboxId, messageId }: ListedMail): boolean {
		return this.journal.seen.has(mailId(inboxId, messageId));
	}

	/** What Agent Armor holds is not handed on, nor does it count as seen. */
	private withoutHeld(mails: ListedMail[]): ListedMail[] {
		const held = mails.filter(({ entry }) => isHeld(entry));
		for (const mail of held) this.journal.withheld.add(mail);
		return mails.filter((mail) => !held.includes(mail));
	}

	private places(reach: Reach): MailSource[] {
		return this.events.length > 0 ? mailSources(reach) : [];
	}

	/** Lists the email of a place. Pods and inboxes that were deleted meanwhile have none. */
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
		const threads: ReadThreads = new Map();
		return await mapConcurrently(mails, PARALLEL, async (mail) => {
			const id = mailId(mail.inboxId, mail.messageId);
			const failures: unknown[] = [];
			// Deleted meanwhile.
			const whole = readMail(this.api, mail, threads, (message) => !this.lacksScan(message)).catch(
				unless(404),
			);
			const event = await whole.catch(collectedIn(failures));
			const since = this.unread.get(id) ?? this.clock.now();
			if (failures.length > 0 && this.clock.now() - since < timings.unreadable) {
				this.unread.set(id, since);
				return { mail, failure: failures[0] };
			}
			this.unread.delete(id);
			const found = failures.length > 0 ? listedEvent(mail) : event;
			if (!found || !this.mustWait(found)) return { mail, event: found };
			this.journal.withheld.add(mail);
			return { mail };
		});
	}

	/** It may have been held, or its scan may have ended, since it was listed. */
	private mustWait({ details }: AgentMailEvent): boolean {
		return isHeld(details) || this.lacksScan(details);
	}

	/** Whether messages of a thread say what a scan found is not documented. */
	private lacksScan(message: Record<string, unknown>): boolean {
		return this.needsScan && scanResult(message) === 'not scanned';
	}
}

interface Listed {
	/** Oldest first. */
	mails: ListedMail[];
	failures: unknown[];
	/** Inboxes that could not be listed, and from when on they still have to be. */
	behind: Map<string, number>;
}

interface Read {
	mail: ListedMail;
	/** `undefined` for an email that is gone. */
	event?: AgentMailEvent;
	/** Why it could not be read now. */
	failure?: unknown;
}

/** As much of the event as the list shows. The rest is fetched later, or the item says that it is incomplete. */
function listedEvent({ entry, inboxId, eventType }: ListedMail): AgentMailEvent | undefined {
	const message = { ...entry, inbox_id: inboxId };
	return readEvent({ type: 'event', event_type: eventType, message });
}

/**
 * For `catch`: collects a failure that concerns one inbox or email, and throws one that concerns all requests: a refused
 * key, too many requests, no connection.
 */
function collectedIn(failures: unknown[]) {
	return (error: unknown): undefined => {
		if (!(error instanceof AgentMailError) || error.isGeneral) throw error;
		failures.push(error);
	};
}
