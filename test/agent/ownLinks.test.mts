import { describe, expect, test } from '@jest/globals';

import { formsOf, withoutOwnLinks } from '../../nodes/AgentMail/agent/ownLinks.js';
import { growth, LINEAR } from '../steps.mjs';

const OWN = ['n8n.example.com', 'shop.example.com/n8n'];
const SIGNATURE = '0123456789abcdef'.repeat(4);
const LINK = `https://n8n.example.com/webhook-waiting/12/node?purpose=page&round=a1&signature=${SIGNATURE}`;
const ELSEWHERE = LINK.replace('n8n.example.com', 'relay.example.net');

const quotedPrintable = (text: string) =>
	text.replaceAll('=', '=3D').replace(/.{50}/g, (line) => `${line}=\r\n`);
const wrapped = (text: string, before: string) =>
	text.replace(/.{40}/g, (line) => `${line}\n${before}`);
const entities = (text: string) => text.replace(/[:/=&]/g, (c) => `&#${c.charCodeAt(0)};`);

describe.each([
	['this n8n', LINK],
	['this n8n, by another host', ELSEWHERE],
])('a resume link of %s', (_where, link) => {
	test.each([
		['plain', link],
		['in HTML', `<a href="${link.replaceAll('&', '&amp;')}">Approve</a>`],
		['with entities', entities(link)],
		['in brackets', `(${link}).`],
		['behind a redirect', `https://safe.example.net/?url=${encodeURIComponent(link)}&x=1`],
		[
			'behind two redirects',
			`https://a.example.net/?u=${encodeURIComponent(`https://b.example.net/?u=${encodeURIComponent(link)}`)}`,
		],
		['quoted-printable', quotedPrintable(link)],
		['base64', Buffer.from(`Approve: ${link}`).toString('base64')],
		[
			'base64 in lines',
			Buffer.from(`Approve: ${link}`)
				.toString('base64')
				.replace(/.{76}/g, (line) => `${line}\r\n`),
		],
		['cut by a mail program', wrapped(link, '')],
		['cut in a quotation', wrapped(link, '> ')],
		['cut behind another', wrapped(`${link},${link}`, '')],
		[
			'as a search hit',
			link.replace('webhook', '**webhook**').replace('signature', '**signature**'),
		],
	])('is left out: %s', (_form, text) => {
		const left = withoutOwnLinks(`Hello\n${text}\n\nBye`, OWN);
		expect(left).toMatch(/^Hello\n[^]*left out[^]*\nBye$/);
		// Without its signature the link opens nothing.
		expect(left.replace(/[^0-9a-f]/g, '')).not.toContain(SIGNATURE);
		expect(Buffer.from(left.replace(/\s/g, ''), 'base64').toString('latin1')).not.toContain(
			'webhook',
		);
	});
});

test.each([
	LINK,
	'https://n8n.example.com/webhook/abc',
	'https://n8n.example.com/webhook-test/abc',
	'http://N8N.example.com/form-waiting/3',
	'n8n.example.com/form/contact',
	'https://shop.example.com/n8n/webhook/abc',
])('%s is left out', (link) => {
	expect(withoutOwnLinks(`See ${link}`, OWN)).toBe('See [link to this n8n left out]');
});

test.each([
	'https://example.com/orders/1042?signature=short',
	'https://shop.example.com/orders/1042',
	'https://hooks.example.net/webhook/abc',
	'jane@n8n.example.com',
	'MTA0MiBpcyBvbiBpdHMgd2F5LCB0aGFuayB5b3U=',
	'a && b || c &amp; 100%',
	'Wir warten auf webhook-waiting und signature.',
])('%s stays as it is', (text) => {
	expect(withoutOwnLinks(`See ${text} today`, OWN)).toBe(`See ${text} today`);
});

/** Each decoding of it can be decoded again, in several ways. */
const INNER = '%252541=3D3D41'.repeat(20);
const HOSTILE = `${Buffer.from(INNER).toString('base64url')}.${INNER}`;

describe('of a word only so much is looked at', () => {
	const work = (word: string) => [...formsOf(word)].reduce((sum, form) => sum + form.length, 0);

	test.each([HOSTILE, '%2541=3D41&amp;#37;*a'.repeat(100), '&amp;#37;'.repeat(200)])(
		'its forms are a multiple of its length: sample %#',
		(word) => expect(work(word)).toBeLessThan(word.length * 33),
	);

	test('what would take more is left out', () => {
		const left = withoutOwnLinks(`See ${HOSTILE.repeat(50)} today`, OWN);
		expect(left.slice(0, 100)).toMatch(/^See \[link .+\] today$/);
	});

	test.each([
		[
			'a file',
			Buffer.from(Array.from({ length: 600_000 }, (_, i) => (i * i) % 251)).toString('base64'),
		],
		['a text in a writing without spaces', '你好，世界。'.repeat(20_000)],
		['a number', '0123456789abcdef'.repeat(10_000)],
		['a link that is tracked', `https://t.example/ls/click?upn=${'aB3-2Fx'.repeat(300)}%3D%3D&x=1`],
	])('what is only long stays: %s', (_what, word) =>
		expect(withoutOwnLinks(word, OWN) === word).toBe(true),
	);
});

test.each(['A', '%41', '=\n', 'signature=', '&amp;', 'https://a.io/ '])(
	'any number of %j takes linear time',
	async (part) => {
		const read = (text: string) => withoutOwnLinks(text, OWN);
		expect(await growth((size) => part.repeat(size), read)).toBeLessThan(LINEAR);
	},
);
