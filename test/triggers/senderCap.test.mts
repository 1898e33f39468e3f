import { expect, test } from '@jest/globals';

import { BoundedMap } from '../../nodes/AgentMail/shared/boundedMap.js';
import { withinCap, type Tally } from '../../nodes/AgentMail/triggers/senderCap.js';

const HOUR = 60 * 60_000;

/** Whether mail may start a run; `at` in milliseconds. */
function counter(most: number, remembered = 1000) {
	const tallies = new BoundedMap<Tally>(remembered);
	return (sender: string | null, at = 0) => withinCap(tallies, sender, most, at) !== undefined;
}

test('an hour after the first mail the count begins again', () => {
	const passes = counter(2);
	expect([passes('a@b.c', 0), passes('a@b.c', HOUR / 2), passes('a@b.c', HOUR - 1)]).toEqual([
		true,
		true,
		false,
	]);
	expect(passes('a@b.c', HOUR)).toBe(true);
});

test('old email, which a catch-up brings, counts in an hour of its own', () => {
	const passes = counter(1);
	const now = 10 * HOUR;
	expect(passes('a@b.c', now)).toBe(true);
	expect(passes('a@b.c', now - HOUR + 1)).toBe(false);
	expect(passes('a@b.c', now - 2 * HOUR)).toBe(true);
});

test('capitals, quotes and tags make no other sender', () => {
	const passes = counter(1);
	expect(passes('a@b.c')).toBe(true);
	expect(['A@B.C', '"a"@b.c', 'a+x@b.c', 'a@b.c.'].map((sender) => passes(sender))).toEqual([
		false,
		false,
		false,
		false,
	]);
	expect(passes('other@b.c')).toBe(true);
});

test('those who cannot be told share one count', () => {
	const passes = counter(1);
	expect([passes(null), passes(null)]).toEqual([true, false]);
});

test('what started no run in the end is taken back', () => {
	const tallies = new BoundedMap<Tally>(10);
	withinCap(tallies, 'a@b.c', 1, 0)!();
	expect(withinCap(tallies, 'a@b.c', 1, 0)).toBeDefined();
	expect(withinCap(tallies, 'a@b.c', 1, 0)).toBeUndefined();
});

test('only so many senders are remembered', () => {
	const passes = counter(1, 2);
	for (const sender of ['a@b.c', 'd@e.f', 'g@h.i']) passes(sender);
	expect(passes('g@h.i')).toBe(false);
	expect(passes('a@b.c')).toBe(true);
});
