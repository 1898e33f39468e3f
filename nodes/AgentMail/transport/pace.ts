import type { AdaptiveWidth } from '../shared/adaptiveWidth';
import { pause } from './cancel';
import type { ApiContext } from './types';

/** A larger request takes memory while it is under way, so success with such is no reason for more of them at once. */
const LIGHT_BYTES = 100_000;

/** A request on its way. */
export interface Turn {
	readonly sentAt: number;
	/** How many had been let in before it was sent. */
	readonly before: number;
}

/** Keeps the requests of one execution to what AgentMail takes: one that is turned away (429) has all of them wait. */
export class Pace {
	private pausedUntil = 0;
	private letIn = 0;

	/** @param width learns how many requests AgentMail takes at once */
	constructor(
		private readonly context: ApiContext,
		private readonly width?: AdaptiveWidth,
	) {}

	/** Waits until requests may be sent. */
	async turn(): Promise<Turn> {
		// While this one waits, another may be told to wait longer.
		while (this.pausedUntil > Date.now()) {
			await pause(this.context, this.pausedUntil - Date.now());
		}
		return { sentAt: Date.now(), before: this.letIn };
	}

	/** A request with a body of so many bytes succeeded. */
	success({ sentAt }: Turn, bytes: number): void {
		this.letIn++;
		if (bytes <= LIGHT_BYTES) this.width?.answered(Date.now() - sentAt);
	}

	/** Others were let in meanwhile: one that was turned away stands in line, and need not give up. */
	isMoving({ before }: Turn): boolean {
		return this.letIn > before;
	}

	/** One was turned away: no request for so many milliseconds. */
	turnedAway(milliseconds: number): void {
		const now = Date.now();
		if (this.pausedUntil <= now) this.width?.refused();
		this.pausedUntil = Math.max(this.pausedUntil, now + milliseconds);
	}
}
