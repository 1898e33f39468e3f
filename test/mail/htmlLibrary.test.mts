import { readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';

import { decodeHTML, decodeHTMLAttribute } from '../../nodes/AgentMail/mail/htmlLibrary.js';

/** Of the HTML Standard, 13.5; some stand without a semicolon. */
const named = JSON.parse(
	readFileSync(new URL('../fixtures/named-characters.json', import.meta.url), 'utf8'),
) as Record<string, string>;

/** The longest name that stands there. (13.2.5.73) */
function asTheStandardSays(text: string, isInAttribute: boolean): string {
	return text.replace(/&([a-z0-9]+;?)/gi, (whole, word: string, at: number) => {
		for (let length = word.length; length > 0; length--) {
			const name = word.slice(0, length);
			if (!Object.hasOwn(named, name)) continue;
			const next = text[at + 1 + length] ?? '';
			const isKept = isInAttribute && !name.endsWith(';') && /[=a-z0-9]/i.test(next);
			return isKept ? whole : named[name] + word.slice(length);
		}
		return whole;
	});
}

describe('named characters', () => {
	test('are the 2,231 of the standard', () => expect(Object.keys(named)).toHaveLength(2231));

	test.each([
		['in text', decodeHTML, false],
		['in an attribute', decodeHTMLAttribute, true],
	])('with and without semicolon, whatever follows: %s', (_where, decode, isInAttribute) => {
		const wrong = Object.keys(named)
			.map((name) => name.replace(';', ''))
			.flatMap((name) => [name, `${name};`, name.slice(0, -1), `${name}x`])
			.flatMap((name) =>
				['', ']', ' ', 'a', '=', '1', ';', '&', '&amp;'].map((next) => `&${name}${next}`),
			)
			.filter((text) => decode(text) !== asTheStandardSays(text, isInAttribute));
		expect(wrong).toEqual([]);
	});

	test.each([
		['&#0;', '\u{fffd}'],
		['&#xD800;', '\u{fffd}'],
		['&#x110000;', '\u{fffd}'],
		['&#99999999999999999999;', '\u{fffd}'],
		['&#x80;&#146;&#150', '€’–'],
		['&#x1F389;&#127881', '🎉🎉'],
		['&#;&#x;&#xg;', '&#;&#x;&#xg;'],
		['&AMP&amp&Amp', '&&&Amp'],
		['&hasOwnProperty;&constructor;', '&hasOwnProperty;&constructor;'],
	])('%s', (reference, character) => expect(decodeHTML(reference)).toBe(character));
});
