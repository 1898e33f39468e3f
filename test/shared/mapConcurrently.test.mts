import { describe, expect, test } from '@jest/globals';

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

	test('nothing to do is done', async () => {
		expect(await mapConcurrently([], 5, async () => 1)).toEqual([]);
	});
});
