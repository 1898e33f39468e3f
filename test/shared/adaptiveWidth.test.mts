import { describe, expect, test } from '@jest/globals';

import { AdaptiveWidth } from '../../nodes/AgentMail/shared/adaptiveWidth.js';

const QUICK = 50;
const SLOW = 5000;

function widthAfter(answers: number, milliseconds: number): number {
	const width = new AdaptiveWidth();
	for (let i = 0; i < answers; i++) width.answered(milliseconds);
	return width.limit;
}

/** After each of so many rounds in which all that may be under way is answered. */
function limitsOfRounds(width: AdaptiveWidth, rounds: number): number[] {
	return Array.from({ length: rounds }, () => {
		const { limit } = width;
		for (let i = 0; i < limit; i++) width.answered(QUICK);
		return width.limit;
	});
}

describe('how many requests are under way at once', () => {
	test('begins at ten', () => {
		expect(new AdaptiveWidth().limit).toBe(10);
	});

	test('doubles with each round of quick answers, up to fifty', () => {
		expect(limitsOfRounds(new AdaptiveWidth(), 4)).toEqual([20, 40, 50, 50]);
	});

	test('grows by half with each round once the server has turned a request away', () => {
		const width = new AdaptiveWidth();
		width.answered(QUICK);
		width.answered(QUICK);
		width.refused();
		expect(limitsOfRounds(width, 2)).toEqual([9, 13]);
	});

	test('stays where the server is slow', () => {
		expect(widthAfter(100, SLOW)).toBe(10);
		expect(widthAfter(1000, QUICK)).toBe(50);
	});

	test('halves each time the server turns requests away, and is never less than one', () => {
		const width = new AdaptiveWidth();
		const halved = Array.from({ length: 8 }, () => {
			width.refused();
			return width.limit;
		});
		expect(halved).toEqual([5, 2, 1, 1, 1, 1, 1, 1]);
	});

	test('recovers when the server answers again', () => {
		const width = new AdaptiveWidth();
		for (let i = 0; i < 20; i++) width.refused();
		for (let i = 0; i < 100; i++) width.answered(QUICK);
		expect(width.limit).toBe(50);
	});
});

/**
 * A server that lets so many in between two pauses, in rounds: what is under way is answered together, and the first
 * that is turned away begins a pause, after which those that were come again.
 */
function simulate(requests: number, perPause: number) {
	const width = new AdaptiveWidth();
	let [done, rounds, pauses, sent] = [0, 0, 0, 0];
	let left = perPause;
	while (done < requests) {
		const underWay = Math.min(width.limit, requests - done);
		const letIn = Math.min(underWay, left);
		rounds++;
		sent += underWay;
		done += letIn;
		left -= letIn;
		for (let i = 0; i < letIn; i++) width.answered(QUICK);
		if (letIn === underWay) continue;
		width.refused();
		pauses++;
		left = perPause;
	}
	return { rounds, pauses, sent };
}

test('a server that lets ten in between pauses is asked in about two rounds for each ten', () => {
	const { rounds, pauses, sent } = simulate(1000, 10);
	expect(pauses).toBeLessThanOrEqual(100);
	expect(rounds).toBeLessThanOrEqual(300);
	expect(sent).toBeLessThanOrEqual(2500);
});
