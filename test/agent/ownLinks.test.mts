import { describe, expect, test } from '@jest/globals';

import { withoutOwnLinks } from '../../nodes/AgentMail/agent/ownLinks.js';
import { CLEARLY_LESS_THAN_QUADRATIC, growth } from '../growth.mjs';

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

test.each(['A', '%41', '=\n', 'signature=', '&amp;', 'https://a.io/ '])(
	'any number of %j takes linear time',
	(part) => {
		const read = (text: string) => withoutOwnLinks(text, OWN);
		expect(growth((size) => part.repeat(size), read)).toBeLessThan(CLEARLY_LESS_THAN_QUADRATIC);
	},
);
