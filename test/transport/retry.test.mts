import { describe, expect, test } from '@jest/globals';

import { AgentMailError } from '../../nodes/AgentMail/transport/errors.js';
import {
	isInDoubt,
	waitBeforeRepeat,
	type Repeatability,
} from '../../nodes/AgentMail/transport/retry.js';

const answered = (status: number, code?: string) =>
	new AgentMailError('x', status, code, undefined);
const cut = answered(0, 'ECONNRESET');
const unreached = answered(0, 'ECONNREFUSED');
const KINDS: Repeatability[] = ['read', 'change', 'keyed', 'sent', 'once'];

/** How often a request is sent in all when every try ends in the same error. */
function triesUntilGivenUp(error: AgentMailError, kind: Repeatability): number {
	let tries = 1;
	while (waitBeforeRepeat(error, kind, tries, undefined, 0.5) !== undefined) tries++;
	return tries;
}

describe('repeating a failed request', () => {
	test.each([400, 401, 402, 403, 404, 422, 501])('HTTP %i is never repeated', (status) => {
		for (const kind of KINDS) expect(triesUntilGivenUp(answered(status), kind)).toBe(1);
	});

	test('what must not happen twice is repeated only when it certainly did not happen', () => {
		expect(triesUntilGivenUp(cut, 'once')).toBe(1);
		expect(triesUntilGivenUp(answered(503), 'once')).toBe(1);
		expect(triesUntilGivenUp(answered(429), 'once')).toBeGreaterThan(1);
		expect(triesUntilGivenUp(unreached, 'once')).toBeGreaterThan(1);
	});

	test.each(['read', 'change', 'keyed', 'sent'] as const)(
		'a %s request outlives a lost connection and a restart of the API',
		(kind) => {
			for (const error of [cut, unreached, answered(503), answered(429)]) {
				expect(triesUntilGivenUp(error, kind)).toBeGreaterThan(1);
				expect(triesUntilGivenUp(error, kind)).toBeLessThan(10);
			}
		},
	);

	test.each([500, 502, 503, 504, 520, 524, 598])(
		'HTTP %i may come from a gateway behind which the request went on',
		(status) => {
			for (const kind of ['read', 'change', 'keyed', 'sent'] as const)
				expect(triesUntilGivenUp(answered(status), kind)).toBeGreaterThan(1);
			expect(isInDoubt(answered(status), 'once')).toBe(true);
		},
	);

	test('a conflict may be a first try that still runs, so only keyed requests are repeated', () => {
		expect(triesUntilGivenUp(answered(409, 'conflict'), 'keyed')).toBeGreaterThan(1);
		expect(triesUntilGivenUp(answered(409, 'conflict'), 'change')).toBe(1);
		expect(triesUntilGivenUp(answered(409, 'already_exists'), 'keyed')).toBe(1);
	});

	test('a send waits about a minute for a first try that still runs', () => {
		let waited = 0;
		for (let tries = 1; ; tries++) {
			const wait = waitBeforeRepeat(answered(409, 'conflict'), 'sent', tries, undefined, 0.5);
			if (wait === undefined) break;
			waited += wait;
		}
		expect(waited).toBeGreaterThan(55_000);
		expect(waited).toBeLessThan(70_000);
	});

	test('what would be done twice if run again is in doubt after a lost answer', () => {
		for (const error of [cut, answered(503)])
			expect(KINDS.filter((kind) => isInDoubt(error, kind))).toEqual(['keyed', 'sent', 'once']);
		for (const error of [unreached, answered(429), answered(409, 'conflict')])
			expect(KINDS.filter((kind) => isInDoubt(error, kind))).toEqual([]);
	});

	test('Retry-After counts, in seconds and as a date, but never longer than a minute', () => {
		expect(waitBeforeRepeat(answered(429), 'read', 1, '7', 0)).toBe(7000);
		expect(waitBeforeRepeat(answered(429), 'read', 1, '86400', 0)).toBe(60_000);
		const inFive = new Date(Date.now() + 5000).toUTCString();
		const wait = waitBeforeRepeat(answered(429), 'read', 1, inFive, 0)!;
		expect(wait).toBeGreaterThan(3000);
		expect(wait).toBeLessThanOrEqual(5000);
	});

	test('a wait that the API asks for is hardly lengthened, and one of zero is spread by chance', () => {
		const wait = (asked: string, random: number) =>
			waitBeforeRepeat(answered(429), 'read', 1, asked, random)!;
		expect(wait('1', 1)).toBeLessThanOrEqual(1050);
		expect([0, 0.5, 1].map((random) => wait('0', random))).toEqual([0, 125, 250]);
	});

	test('waits grow, and spread by chance', () => {
		const wait = (tries: number, random: number) =>
			waitBeforeRepeat(cut, 'read', tries, undefined, random)!;
		expect(wait(2, 0.5)).toBe(2 * wait(1, 0.5));
		expect(wait(1, 0)).toBeLessThan(wait(1, 1));
	});
});
