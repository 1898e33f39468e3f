import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';

import { path } from '../../nodes/AgentMail/transport/path.js';
import { timings } from '../../nodes/AgentMail/transport/timings.js';
import { apiOf } from './answers.mjs';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test('a 429 pauses all requests of an execution until the time that AgentMail asks for', async () => {
	let asked = 0;
	const { api } = apiOf(
		() =>
			++asked === 1
				? { statusCode: 429, headers: { 'retry-after': '7' } }
				: { statusCode: 200, body: {} },
		timings,
	);
	const refused = api.get(path`/inboxes`);
	await jest.advanceTimersByTimeAsync(0);
	const others = [1, 2, 3].map(async () => await api.get(path`/pods`));
	await jest.advanceTimersByTimeAsync(6_999);
	expect(asked).toBe(1);
	await jest.advanceTimersByTimeAsync(1 + timings.spread);
	expect(asked).toBe(5);
	await Promise.all([refused, ...others]);
});

test('another failure holds up nothing but its own request', async () => {
	let asked = 0;
	const { api } = apiOf(
		() => (++asked === 1 ? { statusCode: 503 } : { statusCode: 200, body: {} }),
		timings,
	);
	const failed = api.get(path`/inboxes`);
	await jest.advanceTimersByTimeAsync(0);
	await api.get(path`/pods`);
	expect(asked).toBe(2);
	await jest.runAllTimersAsync();
	await failed;
	expect(asked).toBe(3);
});
