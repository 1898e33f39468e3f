import { BoundedMap } from '../shared/boundedMap';
import type { TriggerContext } from '../transport/types';

const TRIGGERS = 1000;

/**
 * What this process keeps for each trigger, made when it is first asked for. A test has its own. (n8n has no store that
 * `webhook()` could share: its static data is read and written as a whole, without a lock.)
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
