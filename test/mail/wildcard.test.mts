import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';

import { caseless, matchesWildcard } from '../../nodes/AgentMail/mail/wildcard.js';

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

test('takes time that grows with the text and no more: each piece is looked for once, behind the one before', () => {
	const search = jest.spyOn(String.prototype, 'indexOf');
	try {
		matchesWildcard('*a*a*a*b', 'a'.repeat(1_000_000));
		expect(search.mock.calls).toEqual([
			['a', 0],
			['a', 1],
			['a', 2],
		]);
	} finally {
		search.mockRestore();
	}
});
