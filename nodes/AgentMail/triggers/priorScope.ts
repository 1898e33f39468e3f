import type { Scope } from '../transport/reach';

/** Whether an event of an earlier scope may belong to the present one. In doubt, no: message events do not name their pod. */
export function mayBeOf(now: Scope, before: Scope): boolean {
	if (now.level !== 'pod') return true;
	return before.level === 'pod' && before.ids.every((id) => now.ids.includes(id));
}
