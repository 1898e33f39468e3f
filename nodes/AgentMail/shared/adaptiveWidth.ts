/** How much may be under way at once, asked whenever something new could start. */
export interface Width {
	/** A whole number from 1. */
	readonly limit: number;
}

export const FIRST_WIDTH = 10;
export const MOST_WIDTH = 50;

/** An answer that takes longer shows a server that is busy, where more requests at once only wait longer. */
const QUICK_MS = 1000;

/**
 * Finds out by itself how many requests a server takes at once, much as TCP finds its window: it widens with every quick
 * answer, by half as much once the server has turned a request away, and halves each time it does. (It keeps widening
 * quickly: a limit on requests a second says nothing about how many may be under way.)
 */
export class AdaptiveWidth implements Width {
	private width = FIRST_WIDTH;
	private step = 1;

	get limit(): number {
		return Math.floor(this.width);
	}

	/** An answer came after so many milliseconds. */
	answered(milliseconds: number): void {
		if (milliseconds <= QUICK_MS) this.width = Math.min(MOST_WIDTH, this.width + this.step);
	}

	/** The server asked for fewer: once for all that it turned away together. */
	refused(): void {
		this.width = Math.max(1, this.width / 2);
		this.step = 0.5;
	}
}
