import type { UsageType } from 'agentmail/serialization';
import type { Scope } from './records.mjs';

/** Something that happened; where is kept with it, for its inbox may be gone when it is counted. */
interface Entry extends Scope {
	at: string;
}

interface CountedEvent extends Entry {
	event_type: string;
	/** How many of them it is about. */
	recipients: number;
}

export interface UsageChange extends Entry {
	type: UsageType.Raw;
	delta: number;
}

/** All that metrics are computed from. */
export class Ledger {
	readonly events: CountedEvent[] = [];
	readonly changes: UsageChange[] = [];

	clear(): void {
		this.events.length = 0;
		this.changes.length = 0;
	}
}
