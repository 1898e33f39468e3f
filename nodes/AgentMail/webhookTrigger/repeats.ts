import { BoundedMap } from './boundedMap';

/** Deliveries remembered for each trigger. AgentMail's own repeats come minutes to hours after the first try. */
const DELIVERIES = 1000;
const TRIGGERS = 1000;

const started = new BoundedMap<BoundedMap<true>>(TRIGGERS);

/**
 * The deliveries that have started a run of one trigger, in this process. (n8n has no store that `webhook()` could
 * share: its static data is read and written as a whole, without a lock.)
 *
 * @param trigger identifies the node in its workflow
 */
export function repeatsOf(trigger: string): BoundedMap<true> {
	const known = started.get(trigger) ?? new BoundedMap<true>(DELIVERIES);
	started.set(trigger, known);
	return known;
}
