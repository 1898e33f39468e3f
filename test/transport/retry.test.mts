import { afterEach, describe, expect, jest, test } from '@jest/globals';

import { AgentMailError } from '../../nodes/AgentMail/transport/errors.js';
import {
	isInDoubt,
	waitBeforeRepeat,
	type Failure,
	type Repeatability,
} from '../../nodes/AgentMail/transport/retry.js';
import { timings } from '../../nodes/AgentMail/transport/timings.js';

const answered = (status: number, code?: string) =>
	new AgentMailError('x', status, code, undefined);
const cut = answered(0, 'ECONNRESET');
const unreached = answered(0, 'ECONNREFUSED');
const KINDS: Repeatability[] = ['read', 'change', 'keyed', 'sent', 'once'];

/** The wait after the first try to read something, unless said otherwise; `random` 0 is the shortest. */
const wait = (failure: Partial<Failure>, random = 0) =>
	waitBeforeRepeat({ error: cut, repeatability: 'read', tries: 1, ...failure }, timings, random);

/** All waits between the tries when every try ends in the same error. */
function waits(error: AgentMailError, repeatability: Repeatability): number[] {
	const found: number[] = [];
	for (let tries = 1; ; tries++) {
		const next = wait({ error, repeatability, tries }, 0.5);
		if (next === undefined) return found;
		found.push(next);
	}
}
const repeats = (error: AgentMailError, repeatability: Repeatability) =>
	waits(error, repeatability).length;

describe('repeating a failed request', () => {
	test.each([400, 401, 402, 403, 404, 422, 501])('HTTP %i is never repeated', (status) => {
		for (const kind of KINDS) expect(repeats(answered(status), kind)).toBe(0);
	});

	test('what must not happen twice is repeated only when it certainly did not happen', () => {
		expect(repeats(cut, 'once')).toBe(0);
		expect(repeats(answered(503), 'once')).toBe(0);
		expect(repeats(answered(429), 'once')).toBeGreaterThan(0);
		expect(repeats(unreached, 'once')).toBeGreaterThan(0);
	});

	test.each(['read', 'change', 'keyed', 'sent'] as const)(
		'a %s request outlives a lost connection and a restart of the API',
		(kind) => {
			for (const error of [cut, unreached, answered(503), answered(429)]) {
				expect(repeats(error, kind)).toBeGreaterThan(0);
				expect(repeats(error, kind)).toBeLessThan(10);
			}
		},
	);

	test.each([500, 502, 503, 504, 520, 524, 598])(
		'HTTP %i may come from a gateway behind which the request went on',
		(status) => {
			for (const kind of ['read', 'change', 'keyed', 'sent'] as const)
				expect(repeats(answered(status), kind)).toBeGreaterThan(0);
			expect(isInDoubt(answered(status), 'once')).toBe(true);
		},
	);

	test('a conflict may be a first try that is still running, so only keyed requests are repeated', () => {
		expect(repeats(answered(409, 'conflict'), 'keyed')).toBeGreaterThan(0);
		expect(repeats(answered(409, 'conflict'), 'change')).toBe(0);
		expect(repeats(answered(409, 'already_exists'), 'keyed')).toBe(0);
	});

	test('what would be done twice if run again is in doubt after a lost answer', () => {
		for (const error of [cut, answered(503)])
			expect(KINDS.filter((kind) => isInDoubt(error, kind))).toEqual(['keyed', 'sent', 'once']);
		for (const error of [unreached, answered(429), answered(409, 'conflict')])
			expect(KINDS.filter((kind) => isInDoubt(error, kind))).toEqual([]);
	});
});

describe('the waits between the tries', () => {
	afterEach(() => void jest.useRealTimers());

	test('double: half a second, then one, then two', () => {
		expect(waits(cut, 'read')).toEqual([500, 1000, 2000]);
	});

	test('spread by a quarter each way, so that callers that failed together do not come back together', () => {
		expect([wait({}, 0), wait({}, 1)]).toEqual([375, 625]);
	});

	test('are about a minute in all for a send whose first try is still running', () => {
		const waited = waits(answered(409, 'conflict'), 'sent').reduce((a, b) => a + b);
		expect(waited).toBeGreaterThan(55_000);
		expect(waited).toBeLessThan(70_000);
	});

	test('are what Retry-After says, in seconds or as a date', () => {
		const error = answered(429);
		expect(wait({ error, retryAfter: '7' })).toBe(7000);
		expect(wait({ error, retryAfter: '0' })).toBe(0);
		expect(wait({ error, retryAfter: 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(0);
		jest.useFakeTimers({ now: Date.parse('Thu, 01 Jan 2026 00:00:00 GMT') });
		expect(wait({ error, retryAfter: 'Thu, 01 Jan 2026 00:00:07 GMT' })).toBe(7000);
	});

	test('never fall short of Retry-After, and are spread: a little beyond it, and by 250 ms where it says none', () => {
		const later = { error: answered(429), retryAfter: '7' };
		expect([0, 0.5, 1].map((random) => wait(later, random))).toEqual([7000, 7070, 7140]);
		const now = { error: answered(429), retryAfter: '0' };
		expect([0, 0.5, 1].map((random) => wait(now, random))).toEqual([0, 125, 250]);
	});

	test('that Retry-After does not say are our own', () => {
		expect(wait({ error: answered(429), retryAfter: 'soon' }, 0.5)).toBe(500);
	});

	test('are a minute at most, whoever asks for more', () => {
		const error = answered(429);
		expect(wait({ error, retryAfter: '86400' }, 1)).toBe(60_000);
		expect(wait({ error, retryAfter: '60' }, 1)).toBe(60_000);
	});

	test('can all be made short', () => {
		const hurried = { ...timings, longestWait: 0 };
		const asked = {
			error: answered(429),
			repeatability: 'read',
			tries: 1,
			retryAfter: '7',
		} as const;
		expect(waitBeforeRepeat(asked, hurried, 1)).toBe(0);
	});
});
