import type { AgentMailEvent } from '../../events/event';
import { BoundedMap } from '../../shared/boundedMap';
import { KeyedQueue } from '../../shared/keyedQueue';
import type { Scope } from '../../transport/reach';
import { perTrigger } from '../perTrigger';
import { Withheld } from './withheld';

/** More than arrive in an hour plus the overlap of two catch-ups. n8n's deduplication is the second line of defense. */
const SEEN = 10_000;

/** An event of which n8n had stored no run when the trigger ended. */
interface Owed {
	event: AgentMailEvent;
	/** What the trigger listened to at that time. */
	scope: Scope;
}

/** How far an email source has been processed. AgentMail's time, Unix milliseconds. */
export interface Covered {
	/** Earlier email is not wanted. */
	from: number;
	/** Everything up to then has been fetched. */
	until: number;
	/** Except in inboxes that could not be listed: from when on each still has to be. */
	behind?: Map<string, number>;
}

/** What this process remembers of a trigger, also when it is published again. */
export interface Journal {
	/** Events that came, by `eventId`, whether or not they started a run. Those in `owed` are not included. */
	seen: BoundedMap<true>;
	/** Events to start when a trigger listens again, oldest first. */
	owed: Owed[];
	/** By name of the source: `/inboxes/…`, `/pods/…`, or nothing for the organization. */
	covered: Map<string, Covered>;
	/** Email that may start a run later. */
	withheld: Withheld;
	/** Shared, because a run that others wait for outlives the trigger that started it. */
	lanes: KeyedQueue;
	/** After a restart of n8n: from when on email is wanted, until `covered` says it. Unix milliseconds. */
	missedSince?: number;
	/** The trigger gave up by itself: email that comes until it listens again is wanted. */
	gaveUp: boolean;
}

export const newJournal = (): Journal => ({
	seen: new BoundedMap<true>(SEEN),
	owed: [],
	covered: new Map<string, Covered>(),
	withheld: new Withheld(),
	lanes: new KeyedQueue(),
	gaveUp: false,
});

export const journalOf = perTrigger(newJournal);
