import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { withoutOwnLinks } from '../../nodes/AgentMail/agent/ownLinks.js';

/** CI takes 100,000 (see .github/workflows/ci.yml); fewer keep the tests quick. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 1500);

const OWN = ['n8n.example.com', 'hooks.example.net'];

const hex = (length: number) =>
	fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

/** Links that open a review page: of this n8n by either of its addresses, or by one that nobody told it. */
const link = fc
	.tuple(
		fc.constantFrom('n8n.example.com', 'hooks.example.net', 'relay.example.org'),
		fc.nat(99_999),
		hex(12),
		hex(64),
	)
	.map(
		([host, execution, round, signature]) =>
			`https://${host}/webhook-waiting/${execution}/node-1?purpose=page&round=${round}&signature=${signature}`,
	);

/** As their makers document them. */
const WRAPPERS: Record<string, (text: string) => string> = {
	redirect: (text) => `https://r.example.io/?url=${encodeURIComponent(text)}&c=1`,
	safeLinks: (text) =>
		`https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(text)}&data=05%7C01&reserved=0`,
	proofpoint2: (text) =>
		`https://urldefense.proofpoint.com/v2/url?u=${encodeURIComponent(text)
			.replace(/-/g, '-2D')
			.replace(/_/g, '-5F')
			.replace(/%2F/g, '_')
			.replace(/%/g, '-')}&d=DwMF&c=x`,
	proofpoint3: (text) =>
		`https://urldefense.com/v3/__${text.replace(/[&=]/g, '*')}__;${Buffer.from(text.replace(/[^&=]/g, '')).toString('base64')}!!abc$`,
	barracuda: (text) =>
		`https://linkprotect.cudasvc.com/url?a=${encodeURIComponent(text)}&c=E,1,x&typo=1`,
	sophos: (text) =>
		`https://eu-west-1.protection.sophos.com/?d=x.io&u=${Buffer.from(text).toString('base64')}&i=x&t=y`,
	cisco: (text) => `https://secure-web.cisco.com/1aZ-x_y/${encodeURIComponent(text)}`,
	google: (text) => `https://www.google.com/url?q=${encodeURIComponent(text)}&sa=D&usg=x`,
	json: (text) =>
		JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/').replaceAll('&', '\\u0026'),
	markdown: (text) => `[Approve](${text.replace(/[-_&.]/g, '\\$&')})`,
	entities: (text) => text.replace(/[:/=&.]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
	amp: (text) => text.replaceAll('&', '&amp;'),
	wordBreaks: (text) => text.replace(/.{11}/g, '$&<wbr>'),
	tags: (text) => text.replace(/.{23}/g, '$&<b class=x></b>'),
	comments: (text) => text.replace(/.{17}/g, '$&<!-- x -->'),
	base64: (text) => `https://t.example.io/r/${Buffer.from(text).toString('base64url')}`,
	quotedPrintable: (text) => text.replaceAll('=', '=3D').replace(/.{60}/g, '$&=\r\n'),
	lines: (text) => text.replace(/.{70}/g, '$&\n> '),
	searchHit: (text) => text.replace('signature', '**signature**'),
	twicePercent: (text) => encodeURIComponent(encodeURIComponent(text)),
};
type Wrapper = keyof typeof WRAPPERS;

const PLACES: Record<string, (text: string) => string> = {
	text: (text) => `Please look:\n\n${text}\n\nThanks`,
	html: (text) => `<p>Please</p><a href="${text}">look</a><p>Thanks</p>`,
	header: (text) => `X-Link: ${text}\nSubject: hello`,
	'file name': (text) => `${text}.pdf`,
};

const bare = (text: string) => text.replace(/<[^<>]*>|=\r\n|\n> |\s/g, '');

/** The same link with another signature: where the two differ, the signature is written, in whatever way. */
const withAnother = (url: string) =>
	url.replace(/[\da-f]{64}$/, (signature) =>
		signature.replace(/./g, (digit) => (15 - parseInt(digit, 16)).toString(16)),
	);

/** A signature takes 64 characters or more, however it is written. */
const PIECE = 56;

/** The pieces of a wrapped link that hold a part of its signature. */
function signaturePieces(whole: string, other: string): string[] {
	const pieces = [];
	for (let at = 0; at + PIECE <= whole.length; at += 4) {
		const piece = whole.slice(at, at + PIECE);
		const differing = [...piece].filter((c, index) => c !== other[at + index]).length;
		if (differing > PIECE / 4) pieces.push(piece);
	}
	return pieces;
}

test('no link that is wrapped twice in whatever way can be decoded from what is left', () => {
	const names = fc.constantFrom<Wrapper>(...Object.keys(WRAPPERS));
	const place = fc.constantFrom(...Object.keys(PLACES));
	fc.assert(
		fc.property(
			link,
			fc.array(names, { minLength: 0, maxLength: 2 }),
			place,
			(url, wrappers, where) => {
				const wrap = (text: string) =>
					wrappers.reduce((inner, name) => WRAPPERS[name]!(inner), text);
				const left = bare(withoutOwnLinks(PLACES[where]!(wrap(url)), OWN));
				const pieces = signaturePieces(bare(wrap(url)), bare(wrap(withAnother(url))));
				expect(pieces.length).toBeGreaterThan(0);
				expect(pieces.filter((piece) => left.includes(piece))).toEqual([]);
			},
		),
		{ numRuns: RUNS },
	);
});

test('ordinary mail stays as it is', () => {
	const words = fc.array(
		fc.oneof(
			fc.webUrl({ withQueryParameters: true, withFragments: true }),
			fc.emailAddress(),
			fc.lorem(),
			fc.base64String({ maxLength: 200 }),
			fc.constantFrom('<br>', '<b>bold</b>', 'a = b', '100%', 'x_y-z', '\\n', '**hit**'),
		),
		{ maxLength: 12 },
	);
	fc.assert(
		fc.property(words, fc.constantFrom(' ', '\n', '\r\n> '), (parts, between) => {
			const text = parts.join(between);
			expect(withoutOwnLinks(text, OWN)).toBe(text);
		}),
		{ numRuns: RUNS },
	);
});
