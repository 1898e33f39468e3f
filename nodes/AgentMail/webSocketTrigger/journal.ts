import { BoundedMap } from '../events/boundedMap';
import type { TriggerContext } from '../events/context';

/** More than come in an hour and the overlap of two catch-ups. n8n's own gate stands behind it. */
const SEEN = 10_000;
const TRIGGERS = 1000;

/**
 * What this process remembers of a trigger, also while it is published anew. (n8n's static data cannot hold it: it is
 * written as a whole, without a lock, from an old copy, and so would undo what other nodes keep there.)
 */
export interface Journal {
	/** Events that came, by {@link idOf}, whether or not they started a run. */
	seen: BoundedMap<true>;
	/** Until when everything has come, by place: `/inboxes/…`, `/pods/…` or nothing for the organization. Unix milliseconds. */
	covered: Map<string, number>;
	/** When n8n was started again: from when on mail is wanted, until more is known. Unix milliseconds. */
	missedSince?: number;
	/** The trigger gave up by itself: what comes until n8n starts it again is wanted. */
	gaveUp: boolean;
}

const journals = new BoundedMap<Journal>(TRIGGERS);

/** A test has a journal of its own. */
export function journalOf(context: TriggerContext): Journal {
	const trigger = `${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()}`;
	const journal = journals.get(trigger) ?? {
		seen: new BoundedMap<true>(SEEN),
		covered: new Map<string, number>(),
		gaveUp: false,
	};
	journals.set(trigger, journal);
	return journal;
}
