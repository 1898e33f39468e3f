import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { markup } from '../../nodes/AgentMail/humanReview/html.js';
import { noticePage, page, quoted } from '../../nodes/AgentMail/humanReview/page.js';
import { TEXTS } from '../../nodes/AgentMail/humanReview/texts.js';
import { spelledOut } from '../../nodes/AgentMail/shared/invisible.js';

describe('markup', () => {
	test('texts stay texts, in elements and in attributes', () => {
		const text = `<script>alert("1")</script> & 'x' \`y\``;
		expect(String(markup`<p title="${text}">${text}</p>`)).toBe(
			'<p title="&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;x&#39; &#96;y&#96;">' +
				'&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;x&#39; &#96;y&#96;</p>',
		);
	});

	test('what is markup already is put in as it is, lists in order', () => {
		expect(String(markup`<ul>${['a', '<b>'].map((each) => markup`<li>${each}</li>`)}</ul>`)).toBe(
			'<ul><li>a</li><li>&#60;b&#62;</li></ul>',
		);
	});

	test('whatever is written, a page has the elements that it has for "x", and no other', () => {
		const elements = (text: string) =>
			String(page(text, markup`${quoted(text)}<p title="${text}"></p>`, TEXTS)).match(/<[^>]*>/g)!
				.length;
		const usual = elements('x');
		const hostile = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc
				.array(
					fc.constantFrom('<', '>', '"', "'", '`', '&', '</div>', '<!--', '-->', '<style>', '\0'),
				)
				.map((parts) => parts.join('')),
		);
		fc.assert(fc.property(hostile, (text) => elements(text) === usual));
	});
});

describe('spelledOut', () => {
	test.each([
		['a name whose end is turned round', 'gpj.\u202eexe', 'gpj.⟨U+202E⟩exe'],
		['characters of no width', 'pay\u200bpal\ufeff', 'pay⟨U+200B⟩pal⟨U+FEFF⟩'],
		['tag characters', 'a\u{e0041}', 'a⟨U+E0041⟩'],
		['half a character', 'a\ud83d', 'a⟨U+D83D⟩'],
		['control characters', 'a\u0000\u001b[0m', 'a⟨U+0000⟩⟨U+001B⟩[0m'],
	])('%s are written out', (_what, text, shown) => expect(spelledOut(text)).toBe(shown));

	test.each(['line one\nline two\tend', '👩‍👧 🙂', 'नमस्ते', 'grüße', '中文'])('%j stays', (text) =>
		expect(spelledOut(text)).toBe(text),
	);

	test('every text keeps what can be seen, and nothing else comes out', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const shown = spelledOut(text);
				expect(shown).not.toMatch(/[\p{Cs}\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u);
				expect(spelledOut(shown)).toBe(shown);
			}),
		);
	});
});

test('a page refers to nothing outside of itself, and has no script', () => {
	const text = String(noticePage(TEXTS, 'A title', 'A sentence.'));
	expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|https?:/i);
});
