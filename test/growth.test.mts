import { expect, test } from '@jest/globals';

import { CLEARLY_LESS_THAN_QUADRATIC, growth } from './growth.mjs';

/** What the tests that measure with it rely on. */
const letters = (size: number) => 'a'.repeat(size);

test('what looks at each letter once is told from what looks at each for each', () => {
	const once = (text: string) => [...text].filter((letter) => letter === 'b').length;
	const forEach = (text: string) => {
		let found = 0;
		for (let i = 0; i < text.length; i++)
			for (let j = 0; j < text.length; j++) if (text.charCodeAt(j) === i) found++;
		return found;
	};
	expect(growth(letters, once)).toBeLessThan(CLEARLY_LESS_THAN_QUADRATIC);
	expect(growth(letters, forEach)).toBeGreaterThan(CLEARLY_LESS_THAN_QUADRATIC);
});

test('what does not look at its input is no growth', () => {
	expect(growth(letters, () => undefined)).toBe(2);
});
