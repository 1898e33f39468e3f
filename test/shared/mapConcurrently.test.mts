import { afterEach, describe, expect, jest, test } from '@jest/globals';

import { mapConcurrently } from '../../nodes/AgentMail/shared/mapConcurrently.js';

const later = async (turns: number) => {
	for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('working on many items', () => {
	test('the results stand in the order of the items, whichever ends first', async () => {
		expect(await mapConcurrently([5, 1, 3], 3, async (n) => (await later(n), n))).toEqual([
			5, 1, 3,
		]);
	});

	test('never more at once than allowed, and never fewer than possible', async () => {
		let running = 0;
		let most = 0;
		await mapConcurrently(Array.from({ length: 30 }), 4, async () => {
			most = Math.max(most, ++running);
			await later(2);
			running--;
		});
		expect(most).toBe(4);
	});

	test('after a failure nothing new is started, and what runs is waited for', async () => {
		const started: number[] = [];
		const ended: number[] = [];
		const work = mapConcurrently([0, 1, 2, 3, 4, 5], 2, async (n) => {
			started.push(n);
			await later(n === 1 ? 1 : 4);
			if (n === 1) throw new Error('one');
			ended.push(n);
		});
		await expect(work).rejects.toThrow('one');
		expect(started).toEqual([0, 1]);
		expect(ended).toEqual([0]);
	});

	test('a width that changes is kept to from then on', async () => {
		const width = { limit: 2 };
		const running: number[] = [];
		let underWay = 0;
		await mapConcurrently(Array.from({ length: 40 }), width, async (_, index) => {
			running.push(++underWay);
			if (index === 9) width.limit = 8;
			if (index === 29) width.limit = 1;
			await later(2);
			underWay--;
		});
		expect(Math.max(...running.slice(0, 10))).toBe(2);
		expect(Math.max(...running.slice(10, 30))).toBe(8);
		expect(running.at(-1)).toBe(1);
	});

	test('nothing to do is done', async () => {
		expect(await mapConcurrently([], 5, async () => 1)).toEqual([]);
	});
});

describe('work that waits for nothing', () => {
	afterEach(() => void jest.restoreAllMocks());

	test('lets others have their turn when it takes long', async () => {
		let time = 0;
		// Each look at the clock finds it ten milliseconds on.
		jest.spyOn(Date, 'now').mockImplementation(() => (time += 10));
		let turns = 0;
		let isDone = false;
		const others = (async () => {
			while (!isDone) {
				await later(1);
				turns++;
			}
		})();
		await mapConcurrently(Array.from({ length: 100 }), 1, async () => undefined);
		isDone = true;
		await others;
		expect(turns).toBeGreaterThanOrEqual(10);
	});
});
