import { BoundedMap } from './boundedMap';
import type { TriggerContext } from './context';
import type { Tally } from './senderCap';

/** AgentMail's own repeats come minutes to hours after the first try. */
const DELIVERIES = 1000;
const SENDERS = 1000;
const INBOXES = 1000;
const TRIGGERS = 1000;

/**
 * What this process remembers of the events of one trigger. (n8n has no store that `webhook()` could share: its
 * static data is read and written as a whole, without a lock.)
 */
export interface Memory {
	/** Deliveries that have started a run. */
	repeats: BoundedMap<true>;
	/** Mail of each sender that has started a run. */
	senders: BoundedMap<Tally>;
	/** Inboxes of the account that had an event. */
	inboxes: BoundedMap<true>;
}

const memories = new BoundedMap<Memory>(TRIGGERS);

/** A test has a memory of its own. */
export function memoryOf(context: TriggerContext): Memory {
	const trigger = `${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()}`;
	const memory = memories.get(trigger) ?? {
		repeats: new BoundedMap<true>(DELIVERIES),
		senders: new BoundedMap<Tally>(SENDERS),
		inboxes: new BoundedMap<true>(INBOXES),
	};
	memories.set(trigger, memory);
	return memory;
}
