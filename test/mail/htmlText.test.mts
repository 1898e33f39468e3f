import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { htmlText } from '../../nodes/AgentMail/mail/htmlText.js';
import { CLEARLY_LESS_THAN_QUADRATIC, growth } from '../growth.mjs';

describe('HTML mail as text', () => {
	test.each([
		['blocks become lines', '<div>One</div><div>Two</div>', 'One\nTwo'],
		['paragraphs are set apart', '<p>One</p><p>Two</p>', 'One\n\nTwo'],
		['line breaks', 'One<br>Two<br/>Three<BR />Four', 'One\nTwo\nThree\nFour'],
		['inline elements leave no gap', 'Inv<b>oi</b>ce <i>1042</i>', 'Invoice 1042'],
		['white space of the source is no content', '<p>\n  One\n\t two </p>', 'One two'],
		['lists', '<ul><li>One</li><li>Two</li></ul>', '- One\n- Two'],
		['cells of a row stay apart', '<tr><td>Total</td><td>7</td></tr>', 'Total 7'],
		[
			'entities',
			'&lt;b&gt; &amp;amp; &quot;&#8364;&#x20AC;&euro;&quot;&nbsp;&auml;',
			'<b> &amp; "€€€" ä',
		],
		['unknown and broken entities stay', '&foo; &#; &#x110000; &', '&foo; &#; \u{fffd} &'],
		[
			'scripts and styles are dropped',
			'A<script>if (a<b) "</p>"</script>B<style>p{}</style>C',
			'ABC',
		],
		['in capitals and with attributes too', 'A<SCRIPT type="x">1</Script >B', 'AB'],
		['the head of a page', '<html><head><title>T</title></head><body>Body</body></html>', 'Body'],
		[
			'comments, also those for Outlook',
			'A<!-- <p>x</p> --><!--[if mso]><p>y</p><![endif]-->B',
			'AB',
		],
		['a > inside an attribute', '<a title="1 > 2" href=\'x>y\'>link</a>', 'link'],
		['a < that opens no tag', '1 < 2 and 3 <4', '1 < 2 and 3 <4'],
		['doctype and processing instruction', '<!DOCTYPE html><?xml version="1"?>Text', 'Text'],
		['a comment that ends at once', 'A<!-->B<!--->C<!-- -->D', 'ABCD'],
		['a comment that ends as it should not', 'A<!-- x --!>B<!-- -->C', 'ABC'],
		['a quote that belongs to a name', 'A<i a">B</i><i b">C</i>D', 'ABCD'],
		['a head without an end', '<head><title>T</title><body>Body', 'Body'],
		[
			'elements whose names only begin so',
			'A<style-guide>B</style-guide><title_>C</title_>',
			'ABC',
		],
		['what looks like an entity of JavaScript', '&toString; &valueOf;', '&toString; &valueOf;'],
		['numbers without a semicolon', '&#65&#x42 &#0000000067;', 'AB C'],
		['numbers of Windows', 'It&#146;s &#x80;5&#151;or 6', 'It’s €5—or 6'],
		['plain text', 'Nothing special', 'Nothing special'],
		['nothing', '', ''],
	])('%s', (_name, html, text) => {
		expect(htmlText(html)).toBe(text);
	});

	test.each([
		['display: none', 'A<div style="display:none">B<div>C</div>D</div>E', 'AE'],
		['in capitals, with spaces', "A<P STYLE='color:red; DISPLAY : None !important'>B</P>C", 'AC'],
		['visibility', 'A<span style="visibility:hidden">B</span>C', 'AC'],
		['no size', 'A<span style="font-size:0px">B</span><i style="font-size:0">C</i>D', 'AD'],
		[
			'no room, and what is cut off',
			'A<div style="max-height:0;overflow:hidden">B</div><div style="max-width:0px;overflow:hidden">C</div>D',
			'A\nD',
		],
		['no opacity', 'A<span style="opacity:0">B</span><i style="opacity:0.0">C</i>D', 'AD'],
		['the attribute hidden', 'A<b hidden>B</b><i class="x" hidden="">C</i>D', 'AD'],
		['written with entities', 'A<b style="dis&#112;lay&#58;none">B</b>C', 'AC'],
		['written with a comment of CSS', 'A<b style="display:/**/none">B</b>C', 'AC'],
		['what is only small or faint stays', '<b style="opacity:0.4;font-size:0.8em">A</b>', 'A'],
		['what is called so stays', '<b class="hidden-xs" data-x="hiddenness">A</b>', 'A'],
		['a hidden picture takes nothing along', 'A<img style="display:none">B', 'AB'],
		[
			'words in other attributes hide nothing',
			'<b title="x display:none" alt=" hidden ">A</b>',
			'A',
		],
		['of two styles the later counts', '<b style="display:none;display:block">A</b>', 'A'],
		['a comment inside', 'A<div hidden><!-- <div> --></div>B', 'AB'],
		['a paragraph ends where the next begins', 'A<p hidden>B<p>C', 'A\n\nC'],
		[
			'no size around what has one, as templates for mail write it',
			'<td style="font-size:0px;padding:1px"> A <div style="font-size:13px">B <b>C</b></div> D </td>',
			'B C',
		],
		[
			'what is visible inside of what is not',
			'A<p style="visibility:hidden">B<b style="visibility:visible">C</b>D</p>',
			'A\n\nC',
		],
	])('what no reader sees is dropped: %s', (_name, html, text) => {
		expect(htmlText(html)).toBe(text);
	});

	test('what never ends swallows the rest instead of failing', () => {
		expect(htmlText('A<script>alert(1)')).toBe('A');
		expect(htmlText('A<!-- B')).toBe('A');
		expect(htmlText('A<a title="B')).toBe('A');
	});
});

test('whatever the HTML is, the outcome is text, and no script gets in', () => {
	const piece = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 10 }),
		fc.constantFrom(
			'<',
			'>',
			'"',
			"'",
			'<!--',
			'-->',
			'<p',
			'</p>',
			'<script>',
			'</script>',
			'&#',
			'&amp;',
			'<br>',
			'/',
		),
	);
	fc.assert(
		fc.property(fc.array(piece), (pieces) => {
			const text = htmlText(`${pieces.join('')}\u{1}"'>--></script><script>STOLEN</script>`);
			expect(text).not.toContain('STOLEN');
		}),
		{ numRuns: 3000 },
	);
});

test('a hostile tag takes no longer than a harmless one of its length', () => {
	const zeros = '0'.repeat(4950);
	const cpu = (tag: string) => {
		const html = tag.repeat(100);
		const start = process.cpuUsage();
		htmlText(html);
		const { user } = process.cpuUsage(start);
		return user;
	};
	const harmless = cpu(`<p style="color:#${'a'.repeat(9900)}">x`);
	for (const tag of [
		`<p style=" opacity:.${zeros}1${zeros}">x`,
		`<p style=" max-width:${zeros}1${zeros}">x`,
		`<p x="${'/*'.repeat(4950)}" style="${'/*'.repeat(4950)}">x`,
		`<p ${'hidden'.repeat(1600)}>x`,
		`<p style="${' display'.repeat(1000)}${' '.repeat(1900)}">x`,
	]) {
		// With a square in it, it would be a thousand times as long.
		expect(cpu(tag)).toBeLessThan(Math.max(harmless, 10_000) * 20);
	}
});

test.each([
	'<',
	'<!--',
	'<script>',
	'<a "',
	"<a '",
	'&',
	'&#1',
	' ',
	'\n',
	'<p>',
	'<p> ',
	'<br> ',
	'<td>',
	'</',
	'&nbsp;',
	'<x "> ',
	'<x="',
	'<x a ',
	'<textarea>',
	'<b style="font-size:0"><i style="font-size:1px">',
])('any number of %j takes linear time', (piece) => {
	expect(growth((size) => piece.repeat(size), htmlText)).toBeLessThan(CLEARLY_LESS_THAN_QUADRATIC);
});
