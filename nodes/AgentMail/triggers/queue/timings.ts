/** How long things take at a queue, in milliseconds: see `../timings.ts`. */
export const timings = {
	/** Between two reads after an event; it doubles with each read that finds nothing. */
	shortestWait: 5_000,
	/** For so long a batch that was read belongs to this trigger. If n8n is killed, it comes again afterwards. */
	lease: 2 * 60_000,
	/** A run that n8n has not refused by then counts as stored: it may take hours. */
	stored: 30_000,
	/** Somebody else has taken the queue's token: how long they may have it before this trigger takes a new one. */
	contested: 5 * 60_000,
	/** For the last requests of a trigger that ends. */
	farewell: 5_000,
	/** For one answer of the queue's server. */
	answer: 60_000,
};
