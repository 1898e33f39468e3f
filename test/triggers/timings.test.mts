import { expect, test } from '@jest/globals';

import { pauseAfter, timings } from '../../nodes/AgentMail/triggers/timings.js';
import { shareOfTime } from '../../nodes/AgentMail/triggers/webSocket/timings.js';

test('pauses double up to the longest, and no two triggers keep step', () => {
	for (const [failures, full] of [
		[1, 1000],
		[2, 2000],
		[4, 8000],
		[6, timings.longestPause],
		[1000, timings.longestPause],
	] as const) {
		const pauses = Array.from({ length: 50 }, () => pauseAfter(failures));
		expect(Math.min(...pauses)).toBeGreaterThanOrEqual(full / 2);
		expect(Math.max(...pauses)).toBeLessThanOrEqual(full);
		expect(new Set(pauses).size).toBeGreaterThan(1);
	}
});

test('connections that were opened together are not replaced together, and none later than told', () => {
	const shares = Array.from({ length: 50 }, shareOfTime);
	expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.8);
	expect(Math.max(...shares)).toBeLessThanOrEqual(1);
	expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.05);
});
