import { untagged } from '../mail/addressPattern';
import type { BoundedMap } from '../shared/boundedMap';

/** How many emails of a sender started a run in the hour that began with the first of them. */
export interface Tally {
	since: number;
	count: number;
}

const HOUR = 60 * 60_000;

/**
 * Counts an email of a sender.
 *
 * @param sender `null` for all senders that cannot be identified: they count as one
 * @param now when it came, in Unix milliseconds
 * @returns a function that takes it back, or `undefined` if the sender already had `most` within the hour
 */
export function withinCap(
	tallies: BoundedMap<Tally>,
	sender: string | null,
	most: number,
	now: number,
): (() => void) | undefined {
	const name = sender === null ? '' : untagged(sender);
	const earlier = tallies.get(name);
	const tally =
		earlier && Math.abs(now - earlier.since) < HOUR ? earlier : { since: now, count: 0 };
	if (tally.count >= most) return undefined;
	tally.count++;
	tallies.set(name, tally);
	return () => void tally.count--;
}
