import { untagged } from '../mail/addressPattern';
import type { BoundedMap } from '../shared/boundedMap';

/** How much mail of a sender started a run in the hour that began with the first of it. */
export interface Tally {
	since: number;
	count: number;
}

const HOUR = 60 * 60_000;

/**
 * Counts a mail of a sender.
 *
 * @param sender all whose sender is not certain count as one
 * @returns a function that takes it back, or `undefined` if the sender has used up the hour's share
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
