import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { caseless, matchesWildcard } from '../../nodes/AgentMail/events/wildcard.js';

test.each([
	['', '', true],
	['', 'x', false],
	['*', '', true],
	['*', 'anything', true],
	['a*b', 'ab', true],
	['a*b', 'a-b-b', true],
	['a*b', 'ba', false],
	// The pieces must not overlap.
	['aba*aba', 'aba', false],
	['a*b*', 'acbd', true],
	['*b*b', 'b', false],
	['Order *', 'ORDER 17', true],
	['a.c', 'abc', false],
	['(.+)+$', '(.+)+$', true],
	['GRÜSSE*', 'grüsse aus Köln', true],
])('%j, %j: %s', (pattern, text, matches) => {
	expect(matchesWildcard(pattern, text)).toBe(matches);
});

test('agrees with the obvious definition', () => {
	const short = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
	const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
	fc.assert(
		fc.property(short, text, (pattern, searched) => {
			const regex = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
			expect(matchesWildcard(pattern, searched)).toBe(regex.test(searched));
		}),
		{ numRuns: 5000 },
	);
});

test('no other letter becomes a plain one', () => {
	for (let code = 128; code <= 0x10ffff; code++) {
		if (code >= 0xd800 && code <= 0xdfff) continue;
		if (/[\0-\x7f]/.test(caseless(String.fromCodePoint(code)))) throw new Error(code.toString(16));
	}
});

test('takes time that grows with the text and no more', () => {
	const pattern = '*a*a*a*a*a*a*a*a*a*b';
	const duration = (length: number) => {
		const text = 'a'.repeat(length);
		matchesWildcard(pattern, text);
		const start = performance.now();
		for (let i = 0; i < 5; i++) matchesWildcard(pattern, text);
		return performance.now() - start;
	};
	// Quadratic would be a hundred times as long.
	expect(duration(1_000_000)).toBeLessThan(Math.max(duration(100_000), 5) * 30);
});
