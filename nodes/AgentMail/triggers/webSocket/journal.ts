import type { AgentMailEvent } from '../../events/event';
import { BoundedMap } from '../../shared/boundedMap';
import { perTrigger } from '../perTrigger';
import type { Scope } from '../../transport/reach';
import { KeyedQueue } from '../../shared/keyedQueue';

/** More than come in an hour and the overlap of two catch-ups. n8n's own gate stands behind it. */
const SEEN = 10_000;

/** An event that came, and that n8n has no run of when its trigger ended. */
interface Owed {
	event: AgentMailEvent;
	/** What the trigger listened to when it came. */
	scope: Scope;
}

/** Which time of a place is done with. AgentMail's time, Unix milliseconds. */
export interface Covered {
	/** What came before is not wanted. */
	from: number;
	/** Everything up to then has come. */
	until: number;
	/** But for inboxes whose mail could not be listed: from when on it is to be. */
	behind?: Map<string, number>;
}

/** What this process remembers of a trigger, also while it is published anew. */
export interface Journal {
	/** Events that came, by {@link idOf}, whether or not they started a run. What is owed is not among them. */
	seen: BoundedMap<true>;
	/** Oldest first. */
	owed: Owed[];
	/** By place: `/inboxes/…`, `/pods/…` or nothing for the organization. */
	covered: Map<string, Covered>;
	/** Runs that others wait for outlive the trigger that began them. */
	lanes: KeyedQueue;
	/** When n8n was started again: from when on mail is wanted, until that is noted in `covered`. Unix milliseconds. */
	missedSince?: number;
	/** The trigger gave up by itself: what comes until it listens again is wanted. */
	gaveUp: boolean;
}

export const newJournal = (): Journal => ({
	seen: new BoundedMap<true>(SEEN),
	owed: [],
	covered: new Map<string, Covered>(),
	lanes: new KeyedQueue(),
	gaveUp: false,
});

export const journalOf = perTrigger(newJournal);
