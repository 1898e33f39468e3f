import { afterEach, expect, jest, test } from '@jest/globals';

import { keptFor } from '../../nodes/AgentMail/shared/keptFor.js';

afterEach(() => void jest.restoreAllMocks());

test('is read once for all who ask within the time, and again after it', async () => {
	const now = jest.spyOn(Date, 'now').mockReturnValue(1000);
	let reads = 0;
	const kept = keptFor(5000, async () => ++reads);
	expect(await Promise.all([kept(), kept()])).toEqual([1, 1]);
	now.mockReturnValue(5999);
	expect(await kept()).toBe(1);
	now.mockReturnValue(6000);
	expect(await kept()).toBe(2);
});

test('a failure is told to those who asked, and the next one reads again', async () => {
	let reads = 0;
	const kept = keptFor(5000, async () => {
		if (++reads === 1) throw new Error('not now');
		return reads;
	});
	const both = await Promise.allSettled([kept(), kept()]);
	expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(await kept()).toBe(2);
});
