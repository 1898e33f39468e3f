import { BoundedMap } from '../shared/boundedMap';
import type { TriggerContext } from '../transport/types';

const TRIGGERS = 1000;

/**
 * Something that this process keeps for each trigger, made at first use; a test run has its own. It is kept in memory
 * because `webhook()` has no store: n8n reads and writes static data as a whole, without a lock.
 */
export function perTrigger<T>(make: () => T): (context: TriggerContext) => T {
	const kept = new BoundedMap<T>(TRIGGERS);
	return (context) => {
		const trigger = `${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()}`;
		const value = kept.get(trigger) ?? make();
		kept.set(trigger, value);
		return value;
	};
}
