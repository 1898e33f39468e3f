import { describe, expect, test } from '@jest/globals';

import { growth, LINEAR } from './steps.mjs';

const letters = (size: number) => 'a'.repeat(size);

/** What the tests that count with it rely on. */
describe('the steps of', () => {
	test('what looks at each letter once grow with the text', async () => {
		const once = (text: string) => [...text].filter((letter) => letter === 'b').length;
		expect(await growth(letters, once)).toBeLessThan(LINEAR);
	});

	test('what does not look at its input do not grow', async () => {
		expect(await growth(letters, () => undefined)).toBeLessThan(LINEAR);
	});

	test.each<[what: string, run: (text: string) => unknown]>([
		[
			'a loop in a loop',
			(text) => {
				let found = 0;
				for (let i = 0; i < text.length; i++)
					for (let j = 0; j < text.length; j++) if (text.charCodeAt(j) === i) found++;
				return found;
			},
		],
		[
			'a search to the end from every letter',
			(text) => {
				for (let at = 0; at < text.length; at++) if (text.indexOf('b', at) >= 0) return at;
				return -1;
			},
		],
		[
			'a question about the whole for every letter',
			(text) => Array.from(text, () => text.includes('b')),
		],
		[
			'a pattern that goes to the end from every letter',
			(text) => {
				const closing = /b/g;
				for (let at = 0; at < text.length; at++) {
					closing.lastIndex = at;
					if (closing.test(text)) return at;
				}
				return -1;
			},
		],
	])('%s grow with its square', async (_what, run) => {
		expect(await growth(letters, run)).toBeGreaterThan(3.9);
	});
});
