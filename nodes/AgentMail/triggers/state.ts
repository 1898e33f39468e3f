import { BoundedMap } from '../shared/boundedMap';
import { ThrottledTask } from '../shared/throttledTask';
import { perTrigger } from './perTrigger';
import type { Tally } from './senderCap';

const SENDERS = 1000;
/** Enough for those that are listed (see `learnInboxes`) and as many that had an event. */
const INBOXES = 2000;
const TEN_MINUTES = 10 * 60_000;

/** What this process remembers for one trigger. */
export interface TriggerState {
	/** For Max per Sender and Hour, by sender. */
	senders: BoundedMap<Tally>;
	/** Inboxes of the account, by address. */
	inboxes: BoundedMap<true>;
	/** Asks AgentMail for them. */
	inboxQuestion: ThrottledTask;
}

export const stateOf = perTrigger<TriggerState>(() => ({
	senders: new BoundedMap(SENDERS),
	inboxes: new BoundedMap(INBOXES),
	inboxQuestion: new ThrottledTask(TEN_MINUTES),
}));
