import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';

import { AdaptiveWidth } from '../../nodes/AgentMail/shared/adaptiveWidth.js';
import { Pace } from '../../nodes/AgentMail/transport/pace.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const newPace = (width?: AdaptiveWidth) => new Pace({} as IExecuteFunctions, width);

/** After how many milliseconds a request may be sent. */
async function untilSent(pace: Pace): Promise<number> {
	const asked = Date.now();
	const turn = pace.turn();
	await jest.runAllTimersAsync();
	return (await turn).sentAt - asked;
}

describe('after a request was turned away', () => {
	test('no other is sent before the time that AgentMail asked for', async () => {
		const pace = newPace();
		pace.turnedAway(1000);
		expect(await untilSent(pace)).toBe(1000);
		expect(await untilSent(pace)).toBe(0);
	});

	test('the longest time counts', async () => {
		const pace = newPace();
		pace.turnedAway(3000);
		pace.turnedAway(1000);
		expect(await untilSent(pace)).toBe(3000);
	});

	test('fewer are under way from then on: half for all that were turned away together', async () => {
		const width = new AdaptiveWidth();
		const pace = newPace(width);
		for (let i = 0; i < 5; i++) pace.turnedAway(1000);
		expect(width.limit).toBe(5);
		await jest.advanceTimersByTimeAsync(1000);
		pace.turnedAway(1000);
		expect(width.limit).toBe(2);
	});
});

test('more are under way after quick answers, but not after those to large requests', async () => {
	const width = new AdaptiveWidth();
	const pace = newPace(width);
	const turn = await pace.turn();
	for (let i = 0; i < 20; i++) pace.success(turn, 5_000_000);
	expect(width.limit).toBe(10);
	for (let i = 0; i < 20; i++) pace.success(turn, 500);
	expect(width.limit).toBe(30);
});

test('a request only stands in line if others were let in since it was sent', async () => {
	const pace = newPace();
	pace.success(await pace.turn(), 0);
	const turn = await pace.turn();
	expect(pace.isMoving(turn)).toBe(false);
	pace.success(await pace.turn(), 0);
	expect(pace.isMoving(turn)).toBe(true);
});
