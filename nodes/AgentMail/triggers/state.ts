import { BoundedMap } from '../shared/boundedMap';
import { perTrigger } from './perTrigger';
import { ThrottledTask } from '../shared/throttledTask';
import type { Tally } from './senderCap';

const SENDERS = 1000;
/** Those that the account lists first, and as many that had an event. */
const INBOXES = 2000;
const TEN_MINUTES = 10 * 60_000;

/** What this process remembers of the events of one trigger. */
export interface TriggerState {
	/** Mail of each sender that has started a run. */
	senders: BoundedMap<Tally>;
	/** Inboxes of the account. */
	inboxes: BoundedMap<true>;
	/** Which they are. */
	inboxQuestion: ThrottledTask;
}

export const stateOf = perTrigger<TriggerState>(() => ({
	senders: new BoundedMap(SENDERS),
	inboxes: new BoundedMap(INBOXES),
	inboxQuestion: new ThrottledTask(TEN_MINUTES),
}));
