import { BoundedMap } from '../shared/boundedMap';
import { perTrigger } from './perTrigger';
import { Question } from '../shared/throttledTask';
import type { Tally } from './senderCap';

const SENDERS = 1000;
/** Those that the account lists first, and as many that had an event. */
const INBOXES = 2000;
const TEN_MINUTES = 10 * 60_000;

/** What this process remembers of the events of one trigger. */
export interface Memory {
	/** Mail of each sender that has started a run. */
	senders: BoundedMap<Tally>;
	/** Inboxes of the account. */
	inboxes: BoundedMap<true>;
	/** Which they are. */
	inboxQuestion: Question;
}

export const memoryOf = perTrigger<Memory>(() => ({
	senders: new BoundedMap(SENDERS),
	inboxes: new BoundedMap(INBOXES),
	inboxQuestion: new Question(TEN_MINUTES),
}));
