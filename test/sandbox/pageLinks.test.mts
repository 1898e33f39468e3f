import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { linksIn } from '../../sandbox/page/browser/format.mjs';

const addressesIn = (text: string) =>
	linksIn(text).flatMap(({ address }) => (address === undefined ? [] : [address]));

describe('what becomes a link in an email of the sandbox page', () => {
	test.each([
		['See https://example.com/a.', ['https://example.com/a']],
		[
			'(http://127.0.0.1:5678/webhook-waiting/7?x=1&y=2)',
			['http://127.0.0.1:5678/webhook-waiting/7?x=1&y=2'],
		],
		['https://en.wikipedia.org/wiki/Mail_(UK), then', ['https://en.wikipedia.org/wiki/Mail_(UK)']],
		['one https://a.io/1\ntwo HTTPS://b.io/2!', ['https://a.io/1', 'https://b.io/2']],
		['<https://a.io/x>', ['https://a.io/x']],
		['"https://a.io/x"', ['https://a.io/x']],
	])('%j', (text, addresses) => {
		expect(addressesIn(text)).toEqual(addresses);
	});

	test.each([
		'javascript:alert(1)',
		'data:text/html,<script>alert(1)</script>',
		'file:///etc/passwd',
		'mailto:jane@example.com',
		'https://',
		'http://[',
		'www.example.com',
		'',
	])('not: %j', (text) => {
		expect(addressesIn(text)).toEqual([]);
	});

	test('nothing of the text is lost, and only the web is linked', () => {
		const word = fc.oneof(
			fc.string({ unit: 'grapheme' }),
			fc.webUrl({ withQueryParameters: true }),
			fc.constantFrom('https://', '(', ')', '<', '>', '"', ' ', '\n', 'javascript:', 'HTTP://x'),
		);
		fc.assert(
			fc.property(fc.array(word), (words) => {
				const text = words.join('');
				const pieces = linksIn(text);
				expect(pieces.map((piece) => piece.text).join('')).toBe(text);
				for (const address of addressesIn(text)) expect(address).toMatch(/^https?:\/\/[^/]/);
			}),
		);
	});
});
