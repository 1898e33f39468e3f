import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { everythingIn as everythingWith } from '../../nodes/AgentMail/humanReview/fullHtmlContent.js';
import { TEXTS } from '../../nodes/AgentMail/humanReview/texts.js';

const everythingIn = (html: string) => everythingWith(html, TEXTS);

/** All that is read of a part. */
const wordsOf = (html: string) => {
	const { text, labels, hidden } = everythingIn(html);
	return [text, ...labels, ...hidden].join('\n');
};

describe('text that some mail program shows is never left out', () => {
	const words = 'WIRE 50000';
	test.each([
		['a style in another attribute', `<p title="x display:none">${words}</p>`],
		['hidden in another attribute', `<p data-x=" hidden ">${words}</p>`],
		['a comment that ends at once', `<!--><p>${words}</p><!-- -->`],
		['with a hyphen', `<!---><p>${words}</p><!-- -->`],
		['a comment that ends as it should not', `<!-- x --!><p>${words}</p><!-- -->`],
		['a comment', `<!--[if mso]><p>${words}</p><![endif]-->`],
		['what never ends', `<!-- ${words}`],
		['a tag that never ends', `<p title="${words}`],
		['a paragraph after a hidden one', `<p hidden><p>${words}</p>`],
		['a comment in what is hidden', `<div hidden><!-- <div> --></div><p>${words}</p>`],
		['two styles', `<div style="display:none;display:block">${words}</div>`],
		[
			'a visible child',
			`<p style="visibility:hidden"><b style="visibility:visible">${words}</b></p>`,
		],
		['a child with a size', `<p style="font-size:0"><b style="font-size:9px">${words}</b></p>`],
		['no height', `<div style="max-height:0">${words}</div>`],
		['a head in the body', `<head><p>${words}</p></head>`],
		['noscript', `<noscript><p>${words}</p></noscript>`],
		['textarea', `<textarea>${words}</textarea>`],
		['a tag in a textarea', `<textarea><a b="${words}"></textarea>`],
		['a tag in plaintext', `<plaintext><a b="${words}">`],
		['a title', `<title>${words}</title>`],
		['a frame', `<iframe>${words}</iframe>`],
		['a quote in a name', `<p a">${words}</p><p b">`],
		['a tag for one, text for another', `<title><p title="</title>${words}">`],
		['the same in a script', `<script><!--<script></script><p title="--></script>${words}">`],
		['a style sheet in a picture', `<svg><style><p>${words}</p></style></svg>`],
		['a style sheet that is none', `<select><option><style>${words}</style></option></select>`],
		['in a formula', `<math><style>${words}</style></math>`],
		['which ends at once', `<style/>${words}</style>`],
		['which never ends', `<style>${words}`],
		['in a comment of other programs', `<!--><style>--> ${words}</style>`],
		['words that a style sheet adds', `<style>p::before { content: "${words}" }</style>`],
		['in other ways', `<style>li { list-style-type: "${words}" }</style>`],
		['behind a comment about fonts', `<style>p::before {/*font:*/content: "${words}" }</style>`],
		['as numbers of a list', `<style>@counter-style a { symbols: ${words} }</style>`],
		[
			'from an attribute',
			`<style>p::before { content: attr(data-x) }</style><p data-x="${words}">`,
		],
		[
			'from one before, in disguise',
			`<p id="${words}"><style>p::before { content: a\\74 tr(id) }</style>`,
		],
		['an element whose name only begins so', `<style-guide>${words}</style-guide>`],
		['a section of XML', `<svg><text><![CDATA[${words}]]></text></svg>`],
		['what looks like a tag in it', `<svg><text><![CDATA[a><${words}>]]></text></svg>`],
		['behind a title in a picture', `<svg><title><textarea></title><${words}></textarea></svg>`],
		['instead of a picture', `<img alt="${words}">`],
		['in a field', `<input value="${words}">`],
		['in a frame of its own', `<iframe srcdoc="${words}"></iframe>`],
	])('%s', (_what, html) => expect(wordsOf(`<p>Hi Bob</p>${html}`)).toContain(words));

	test('a number with which a list begins', () =>
		expect(wordsOf('<ol start="50000"><li>euros</ol>')).toContain('50000'));

	test.each([
		['an element', '<p>Pay <bdo dir="RTL">0001</bdo> euros</p>', 'Pay \u202e0001\u202c euros'],
		['a style', '<p>Pay <b style="unicode-bidi:bidi-override">0001</b>', 'bidi-override'],
		[
			'a style sheet',
			'<style>b { unicode-bidi: bidi-override }</style><b>0001</b>',
			'bidi-override',
		],
	])('what %s turns round is told', (_what, html, told) => expect(wordsOf(html)).toContain(told));

	test('a style sheet that says and loads nothing is left out, and a doctype', () =>
		expect(
			everythingIn(
				'<!DOCTYPE html><style>body > p { font-family: "Segoe UI", sans-serif; justify-content: center }</style><p class="content">A</p>',
			),
		).toEqual({ text: 'A', labels: [], hidden: [], links: [] }));

	test('whatever stands around it', () => {
		const pieces = (
			'<|>|"|\'|=|/| |<!--|-->|--!>|<![CDATA[|]]>|<?|</|<p |<p>|<style>|</style>|<script>|</script>|<title>|</title>|' +
			'<textarea>|</textarea>|<svg>|<math>|<select>|<xmp>|</xmp>|<a href="|<a title=\'|hidden|W'
		).split('|');
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
				const html = `${parts.join('')}<p>WIRE</p>`;
				// A harmless style sheet or script, and the value of an attribute that ends, are no text for anybody.
				const isText = !/<(?:style|script)>[^<]*$|<a [^>]*$/.test(parts.join(''));
				if (isText) expect(wordsOf(html)).toContain('WIRE');
			}),
			{ numRuns: 3000 },
		);
	});
});

describe('where it leads is never left out', () => {
	const there = 'https://evil.example/x';
	test.each([
		['a link', `<a href="${there}">`],
		['behind an attribute that looks like one', `<a title="href='<!--" href="${there}" rel='x'>`],
		['behind a quote in a name', `<a b" href="${there}">`],
		['without quotes', `<a href=${there}>`],
		['in capitals, in lines', `<A\nHREF\n=\n'${there}'>`],
		['with entities', '<a href="https&colon;&#x2f;&#47evil.example&sol;x">'],
		['with line breaks', '<a href="\thttps://evil.\nexample/x">'],
		['a picture', `<img src=${there}>`],
		['pictures to choose from', `<img srcset="a.png 1x, ${there} 2x">`],
		['a background', `<table background="${there}">`],
		['a background by style', `<p style="background: url( '${there}' )">`],
		['by a style sheet', `<style>p { background: url(${there}) }</style>`],
		['by one with a comment', `<style>p {/*font:*/background: url(${there}) }</style>`],
		['a poster', `<video poster="${there}">`],
		['an object', `<object data="${there}">`],
		['a link in a picture', `<svg><a xlink:href="${there}">`],
		['the base of all', `<base href="${there}">`],
		['a form', `<form action="${there}"><button formaction="${there}">`],
		['a page that moves on', `<meta http-equiv="refresh" content="0;url=${there}">`],
		['what nobody has heard of', `<p lazy-picture="${there}">`],
		['a comment for one program', `<!--[if mso]><v:rect href="${there}"><![endif]-->`],
		['a title', `<title><a href="${there}"></title>`],
		['a field', `<textarea><a href="${there}"></textarea>`],
		['a tag that never ends', `<a href="${there}"`],
	])('%s', (_what, html) => {
		const { links, hidden } = everythingIn(html);
		expect([...links, ...hidden].join('\n')).toContain(there);
		if (!html.startsWith('<style')) expect(links.join('\n')).toContain(there);
	});

	test('a long address is cut and says where it leads', () => {
		const value = `https://bank.com${'a'.repeat(5000)}@evil.example/`;
		const [link] = everythingIn(`<a href="${value}">`).links;
		expect(link).toMatch(
			/^https:\/\/bank\.com.{484}… \(5030 characters, leads to evil\.example\)$/,
		);
	});

	test.each([
		['an entity that is not known', '<a href="https&nosuchname;x">'],
		['a style in disguise', '<p style="background:u\\72l(//evil.example)">'],
		['a style without url()', '<p style="background:image-set(\'//evil.example\' 1x)">'],
		['a tag that never ends', '<a href="//evil.example"'],
	])('what cannot be read is called so: %s', (_what, html) =>
		expect(everythingIn(html).links).toEqual([
			expect.stringMatching(/^a link that cannot be read: /),
		]),
	);

	test('each once, one line each', () =>
		expect(
			everythingIn('<a href="b\nc"><img src="bc"><p xmlns:v="//x" style="a:b">').links,
		).toEqual(['bc']));
});

test('a megabyte of anything is read in one pass', () => {
	for (const piece of [
		'<!--',
		'<title>',
		'<!--<title>',
		'<a "',
		'<a href="',
		'<a x="<',
		'<a b=">">',
	]) {
		const start = process.cpuUsage();
		everythingIn(piece.repeat(1_000_000 / piece.length));
		// Quadratic, it would be minutes.
		expect([piece, process.cpuUsage(start).user / 1000 < 3000]).toEqual([piece, true]);
	}
});
