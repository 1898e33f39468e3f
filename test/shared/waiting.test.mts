import { expect, jest, test } from '@jest/globals';
import { getEventListeners } from 'node:events';

import { settledOrAborted, sleepUntilAborted } from '../../nodes/AgentMail/shared/waiting.js';

const never = new Promise<string>(() => undefined);

test('a rest ends with its time, or at once with the signal', async () => {
	const { signal } = new AbortController();
	const timeout = jest.spyOn(AbortSignal, 'timeout');
	await sleepUntilAborted(30.4, signal);
	// Node.js takes whole numbers only, and it is never too early.
	expect(timeout.mock.calls).toEqual([[31]]);
	timeout.mockRestore();

	const ending = new AbortController();
	const long = sleepUntilAborted(600_000, ending.signal);
	ending.abort();
	await long;
	await sleepUntilAborted(600_000, ending.signal);
	await sleepUntilAborted(-1, signal);
});

test('the first of a promise and a signal', async () => {
	const ending = new AbortController();
	expect(await settledOrAborted(Promise.resolve('there'), ending.signal)).toBe('there');
	await expect(settledOrAborted(Promise.reject(new Error('no')), ending.signal)).rejects.toThrow(
		'no',
	);
	const waiting = settledOrAborted(never, ending.signal);
	ending.abort();
	expect(await waiting).toBeUndefined();
	expect(await settledOrAborted(Promise.reject(new Error('late')), ending.signal)).toBeUndefined();
});

test('nothing is left at a signal that lives on', async () => {
	const { signal } = new AbortController();
	for (let i = 0; i < 20; i++) {
		await sleepUntilAborted(1, signal);
		await settledOrAborted(Promise.resolve(i), signal);
	}
	await new Promise((resolve) => setImmediate(resolve));
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});
