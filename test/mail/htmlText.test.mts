import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { htmlText, visibleText } from '../../nodes/AgentMail/mail/htmlText.js';
import { fieldCases } from '../fixtures/field.mjs';
import { SHOWN_OR_NOT } from '../fixtures/htmlCases.mjs';
import { growth, LINEAR, stepsOf } from '../steps.mjs';

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
])('any number of %j takes linear time', async (piece) => {
	expect(await growth((size) => piece.repeat(size), htmlText)).toBeLessThan(LINEAR);
});

/** The same words in the same lines; how far a line is indented is left open. */
const linesOf = (text: string) => text.split('\n').map((line) => line.trim());

describe('what users of other programs reported', () => {
	test.each(fieldCases('html'))('$id: $says', ({ mail, expect: expected }) => {
		const text = htmlText(mail.html ?? '');
		if (expected.includes !== undefined) expect(text).toContain(expected.includes);
		else expect(linesOf(text)).toEqual(linesOf(String(expected.text)));
	});
});

test.each(SHOWN_OR_NOT)('shows what a browser shows: %s', (_what, html) => {
	const text = visibleText(html);
	const source = html.replace(/<style>.*?<\/style>/s, '');
	expect(text.match(/YES|TOO|OUT|ALSO/g)).toEqual(source.match(/\b(?:YES|TOO|OUT|ALSO)\b/g));
	expect(text).not.toMatch(/\bno\b/);
});

describe('links', () => {
	const to = 'https://shop.example/o?id=1';
	test.each([
		['behind the text', `<a href="${to}">Your order</a> is ready`, `Your order (${to}) is ready`],
		['before a full stop', `See <a href="${to}">here</a>.`, `See here (${to}).`],
		['glued words', `<a href="${to}">here</a>now`, `here (${to}) now`],
		[
			'a text that says another',
			'<a href="https://evil.example">https://bank.example</a>',
			'https://bank.example (https://evil.example)',
		],
		['a text that says it', '<a href="https://www.shop.example/">shop.example</a>', 'shop.example'],
		[
			'in any letters',
			'<a href="HTTPS://Shop.example">https://shop.example/</a>',
			'https://shop.example/',
		],
		[
			'an address of a person',
			'<a href="mailto:jane@x.example">Jane</a>',
			'Jane (mailto:jane@x.example)',
		],
		[
			'which is the text',
			'<a href="mailto:jane%2Bx@x.example?subject=Hi">jane+x@x.example</a>',
			'jane+x@x.example',
		],
		['a number', '<a href="tel:+4930123456">(030) 123456</a>', '(030) 123456 (tel:+4930123456)'],
		['the same number', '<a href="tel:+4930123456">+49 30 123456</a>', '+49 30 123456'],
		['a part of the mail', '<a href="#top">Up</a>', 'Up'],
		['a script', '<a href="javascript:alert(1)">Click</a>', 'Click'],
		[
			'a script with a line break in its name',
			'<a href="java\nscript:alert(1)">Click</a>',
			'Click',
		],
		['no scheme', '<a href="//shop.example/a b">Shop</a>', 'Shop (https://shop.example/a%20b)'],
		['a block', `<a href="${to}"><div>Pay</div></a><p>Bye`, `Pay (${to})\n\nBye`],
		['a table', `<a href="${to}"><table><tr><td>Pay</td></tr></table></a>`, `Pay (${to})`],
		['a picture with a text', `<a href="${to}"><img alt="Pay now"></a>`, `[Pay now] (${to})`],
		['a picture without a text', `<a href="${to}"><img src="x"></a>`, `(${to})`],
		[
			'the same picture once more',
			`<a href="${to}">Pay</a> <a href="${to}"><img></a>`,
			`Pay (${to})`,
		],
		['nothing to click', `A<a href="${to}"></a>B`, 'AB'],
		['a hidden one', `A<a hidden href="${to}">B</a>C`, 'AC'],
		['one that never ends', `<a href="${to}">Pay`, `Pay (${to})`],
		['one that the next ends', `<a href="${to}">A<a href="${to}2">B</a>`, `A (${to}) B (${to}2)`],
		[
			'a long one',
			`<a href="${to}&t=${'x'.repeat(3000)}">A</a>`,
			`A (${to}&t=${'x'.repeat(3000)})`,
		],
	])('%s', (_what, html, text) => expect(htmlText(html)).toBe(text));
});

describe('lists, pictures and white space', () => {
	test.each([
		['numbers', '<ol><li>A<li>B</ol>', '1. A\n2. B'],
		[
			'a number to begin with',
			'<ol start="9"><li>A<li value="20">B<li>C</ol>',
			'9. A\n20. B\n21. C',
		],
		['backwards', '<ol reversed start=2><li>A<li>B</ol>', '2. A\n1. B'],
		['letters', '<ol type="A" start=26><li>A<li>B</ol>', 'Z. A\nAA. B'],
		['Roman numbers', '<ol style="list-style-type:lower-roman" start=9><li>A</ol>', 'ix. A'],
		['a list in a list', '<ol><li>A<ul><li>B</ul><li>C</ol>', '1. A\n- B\n2. C'],
		['a hidden item has no number', '<ol><li>A<li style="display:none">no<li>B</ol>', '1. A\n2. B'],
		['no marks where the style says so', '<ul style="list-style:none"><li>A</ul>', 'A'],
		['a paragraph in an item', '<ol><li><p>A</p><li><p>B</p></ol>', '1. A\n\n2. B'],
		['the text of a picture', 'A <img alt="Chart of  sales"> B', 'A [Chart of sales] B'],
		['a picture of a face', 'Hi<img alt="🎉">', 'Hi🎉'],
		['a picture without a text', 'A<img alt="">B<img>C', 'ABC'],
		['a hidden picture', 'A<img alt="no" style="display:none">B', 'AB'],
		[
			'a picture in a cell without size',
			'<table><td style="font-size:0"><img alt="Logo">no</table>',
			'[Logo]',
		],
		['lines that are meant', '<pre>\nA\n  B\n\nC</pre>', 'A\n  B\n\nC'],
		['by style', '<div style="white-space:pre-wrap">A\n  B</div>', 'A\n  B'],
		['lines but not spaces', '<div style="white-space:pre-line">A\n  B  C</div>', 'A\nB C'],
		['and not any more', '<pre>A\n<span style="white-space:normal">B\nC</span></pre>', 'A\nB C'],
		[
			'blocks by style',
			'<span style="display:block">A</span><b style="display:block">B</b>',
			'A\nB',
		],
		['parts of a flexible box', '<div style="display:flex"><b>A</b><b>B</b></div>', 'A\nB'],
		[
			'what hides a preview from mail programs',
			'A<span>&zwnj;&nbsp;&#847;&#8203;</span>B&shy;C',
			'A BC',
		],
		['joiners in words and faces', 'می\u200cخواهم 👩\u200d💻', 'می\u200cخواهم 👩\u200d💻'],
	])('%s', (_what, html, text) => expect(htmlText(html)).toBe(text));
});

describe('how large text is, as a browser has it', () => {
	test.each([
		['a shorthand', '<td style="font-size:0"><div style="font:14px/20px Arial">A', 'A'],
		['a shorthand without size', '<p style="font:0/0 a">no', ''],
		[
			'a share of nothing',
			'<div style="font-size:0"><b style="font-size:2em">no</b><b style="font-size:150%">no',
			'',
		],
		['a name', '<div style="font-size:0"><b style="font-size:small">A', 'A'],
		['a font of old', '<div style="font-size:0"><font size=3>A</font><font color=red>no', 'A'],
		['what is no size', '<div style="font-size:0"><b style="font-size:-1px">no', ''],
		['a table of an old page', '<div style="font-size:0"><table><td>A</table>', 'A'],
		['and of one of today', '<!doctype html><div style="font-size:0"><table><td>no</table>', ''],
		['no height, but nothing cut off', '<div style="max-height:0">A</div>', 'A'],
		['no width, but nothing cut off', '<div style="max-width:0">A</div>', 'A'],
		['cut off', '<div style="max-height:0;overflow:hidden">no</div>', ''],
		['in one direction', '<div style="height:0;overflow-y:hidden">no</div>', ''],
		[
			'what stands in a line has no height',
			'<span style="max-height:0;overflow:hidden">A</span>',
			'A',
		],
		['a cell grows', '<table><td style="height:0;overflow:hidden">A</table>', 'A'],
		['a share of light', '<p style="opacity:0%">no<b style="opacity:1">no', ''],
	])('%s', (_what, html, text) => expect(htmlText(html)).toBe(text));
});

describe('the steps grow with the length, not faster', () => {
	test.each([
		['<b>', ''],
		['<b style="display:none">', ''],
		['<b>', '</i>'],
		['<div><b>', '</b>'],
		['<span>', '</div>'],
		['<p><b hidden>', ''],
		['<li><div>', ''],
		['<table><tr><td>', ''],
		['<td>', '</td>'],
		['<a href="https://x.example/">', ''],
		['<style>.a{display:block}</style>', '<b class="a">'],
		['<i class="a b c d e f g">', ''],
		['<!-- --!>', ''],
		['<![CDATA[', ''],
		['</ ', ''],
		['<title></title>', ''],
		['<svg><title/>', ''],
		['&am', ''],
		['<ol><li>', ''],
	])('%s%s', async (first, second) => {
		const steps = (times: number) =>
			stepsOf(() => htmlText(first.repeat(times) + second.repeat(times)));
		await steps(100);
		const [some, twice] = [await steps(2000), await steps(4000)];
		expect(twice).toBeLessThan(2.1 * some + 50_000);
		expect(some / 2000).toBeLessThan(2000);
	});
});
