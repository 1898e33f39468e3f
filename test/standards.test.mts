import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { automatedBecause, mailingListBecause } from '../nodes/AgentMail/events/automated.js';
import { readEvent } from '../nodes/AgentMail/events/event.js';
import { incomingMail } from '../nodes/AgentMail/events/incoming.js';
import type { Item } from '../nodes/AgentMail/fields/item.js';
import { recipients } from '../nodes/AgentMail/fields/recipients.js';
import { parseMailboxes } from '../nodes/AgentMail/mail/address.js';
import { htmlText } from '../nodes/AgentMail/mail/htmlText.js';
import { senderOf } from '../nodes/AgentMail/mail/message.js';
import { readTime } from '../nodes/AgentMail/shared/time.js';
import { contentTypeOf } from '../nodes/AgentMail/transport/contentType.js';

/*
 * What standards say of email, in their own examples or in ones written from their words; each names its source. How far a
 * line of text is indented, and what stands between the cells of a row, no standard says.
 */

describe('HTML is read as the HTML standard says', () => {
	test.each<[source: string, html: string, text: string]>([
		['13.2.5.73, its example', "I'm &notit; I tell you", "I'm ¬it; I tell you"],
		['13.2.5.73, its example', "I'm &notin; I tell you", "I'm ∉ I tell you"],
		['13.2.5.73, in an attribute', '<img alt="Terms&copy=1 &copy; 2">', '[Terms&copy=1 © 2]'],
		['13.2.5.80, no character', 'A&#0;B&#xD800;C', 'A\u{fffd}B\u{fffd}C'],
		['13.2.5.80, of Windows', '&#128;5 &#x99;', '€5 ™'],
		['13.2.5.6, no tag', 'I <3 you', 'I <3 you'],
		['13.2.5.7, a comment', 'A</3 x>B', 'AB'],
		['13.2.5.7, nothing', 'A</>B', 'AB'],
		['13.2.5.6, a comment', 'A<?php echo "x" ?>B', 'AB'],
		['13.2.5.42, a comment', 'A<![CDATA[no]]>B', 'AB'],
		['13.2.5.33, of two attributes the first', '<p style="display:none" style="">no</p>A', 'A'],
		['13.2.5.37, no quotes', '<p style=display:none>no</p>A', 'A'],
		[
			'13.2.5.37, no quotes and a slash',
			'<a href=https://x.example/a/>Go</a>',
			'Go (https://x.example/a/)',
		],
		['13.1.2.4, paragraphs', '<p>A<p>B<div>C</div>', 'A\n\nB\n\nC'],
		['13.1.2.4, terms', '<dl><dt>A<dd>B<dt>C<dd>D</dl>', 'A\nB\nC\nD'],
		[
			'13.1.2.4, its table without ends',
			'<table><thead><tr><th>A<th>B<tbody><tr><td>1<td>2<tfoot><tr><td>S<td>3</table>',
			'A B\n1 2\nS 3',
		],
		['13.2.6.4.7, </br> is <br>', 'A</br>B', 'A\nB'],
		['13.2.6.4.7, </p> is <p></p>', 'A</p>B', 'A\n\nB'],
		['13.2.6.4.7, an image', '<image alt="Logo of us">', '[Logo of us]'],
		['13.2.6.4.9, text out of a table', '<table>A<tr><td>B</table>', 'A\nB'],
		['13.2.3.5, the ends of lines', '<pre>A\r\nB\rC</pre>', 'A\nB\nC'],
		['13.2.6.4.7, the first line of pre', '<pre>\nA\n\nB</pre>', 'A\n\nB'],
		['15.3.1, what is not rendered', 'A<template>no</template><datalist>no</datalist>B', 'AB'],
		['15.3.1, hidden', '<p hidden>no</p><p hidden="hidden">no</p>A', 'A'],
		['4.5.28, a place to break', 'super<wbr>cali', 'supercali'],
		['4.4.5, an ordered list', '<ol><li>A<ol><li>B</ol><li>C</ol>', '1. A\n1. B\n2. C'],
		['4.4.5, letters', '<ol type=a start=27><li>A</ol>', 'aa. A'],
		['4.4.5, backwards', '<ol reversed start=3><li>A<li>B</ol>', '3. A\n2. B'],
		['4.4.8, a value', '<ol><li value=3>A<li>B</ol>', '3. A\n4. B'],
		['4.2.6, a style for paper', '<style media=print>p{display:none}</style><p>A', 'A'],
		['4.2.6, no style sheet', '<style type="text/x">p{display:none}</style><p>A', 'A'],
		['4.8.3, no alternative', '<img alt="">A<img src="x.png">', 'A'],
	])('%s: %s', (_source, html, text) => expect(htmlText(html)).toBe(text));
});

describe('HTML is shown as CSS says', () => {
	test.each<[source: string, html: string, text: string]>([
		['Syntax 3, 5.4.4: what is no declaration', '<p style="color;display:none">no</p>A', 'A'],
		['Syntax 3, 4.3.2: a comment without an end', '<p style="/* x; display:none">A', 'A'],
		['Syntax 3, 4.3.7: an escape', '<p style="display:no\\6e e">no</p>A', 'A'],
		['Display 3, 2: one word', '<p style="display:none none">A', 'A'],
		['Display 3, 2: two words', '<b style="display:block flow">A</b>B', 'A\nB'],
		['Display 3, 2.5: contents', '<div style="display:contents">A</div>B', 'AB'],
		['Display 3, 2: inline', '<div style="display:inline">A</div>B', 'AB'],
		[
			'Display 3, 4: visible again',
			'<p style="visibility:hidden">no<b style="visibility:visible">A',
			'A',
		],
		[
			'Fonts 4, 2.5: a relative size',
			'<p style="font-size:0"><b style="font-size:larger">no</b></p>A',
			'A',
		],
		['Fonts 4, 2.5: no size in ems', '<b style="font-size:0em">no</b>A', 'A'],
		['Fonts 4, 2.5: less than nothing', '<b style="font-size:-1px">A</b>', 'A'],
		[
			'Fonts 4, 2.7: the shorthand',
			'<p style="font-size:0"><b style="font:italic bold .8em/1.2 Arial">no</b><b style="font:menu">A',
			'A',
		],
		[
			'Color 4, 15: opacity of a group',
			'<p style="opacity:0">no<b style="opacity:1">no</b></p>A',
			'A',
		],
		['Color 4, 15: as a share', '<p style="opacity:0%">no</p>A', 'A'],
		['Overflow 3, 3: nothing is cut off', '<div style="height:0;overflow:visible">A</div>', 'A'],
		['Overflow 3, 3: all is', '<div style="height:0;overflow:hidden">no</div>A', 'A'],
		['Text 3, 4.1.1: white space', '<p>A \n\t B<b> C </b> D', 'A B C D'],
		['Text 3, 3: pre-line', '<p style="white-space:pre-line">A  B\nC', 'A B\nC'],
		[
			'Cascade 4, 6.1: importance',
			'<style>p{display:block!important}</style><p style="display:none">A',
			'A',
		],
		[
			'Cascade 4, 6.1: of the element itself',
			'<style>p{display:none!important}</style><p style="display:block!important">A',
			'A',
		],
		[
			'Selectors 4, 15: an id is stronger',
			'<style>#a{display:block}.b{display:none}</style><p id=a class=b>A',
			'A',
		],
		['Selectors 4, 4.1: a list', '<style>h1,.x{display:none}</style><p class=x>no</p>A', 'A'],
		['Conditional 3, 2: of paper', '<style>@media print{p{display:none}}</style><p>A', 'A'],
		['Lists 3, 3.4: no marker', '<ol style="list-style-type:none"><li>A</ol>', 'A'],
		[
			'Counter Styles 3, 7.1.1: Roman',
			'<ol style="list-style:upper-roman inside"><li value=14>A</ol>',
			'XIV. A',
		],
	])('%s', (_source, html, text) => expect(htmlText(html)).toBe(text));
});

describe('addresses are read as RFC 5322 says', () => {
	test.each<[source: string, header: string, mailboxes: Array<[string | null, string | null]>]>([
		['A.1.1', 'John Doe <jdoe@machine.example>', [['John Doe', 'jdoe@machine.example']]],
		[
			'A.1.2',
			'Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>',
			[
				['Mary Smith', 'mary@x.test'],
				[null, 'jdoe@example.org'],
				['Who?', 'one@y.test'],
			],
		],
		[
			'A.1.2',
			String.raw`<boss@nil.test>, "Giant; \"Big\" Box" <sysservices@example.net>`,
			[
				[null, 'boss@nil.test'],
				['Giant; "Big" Box', 'sysservices@example.net'],
			],
		],
		[
			'A.1.3',
			'A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;',
			[
				['Ed Jones', 'c@a.test'],
				[null, 'joe@where.test'],
				['John', 'jdoe@one.test'],
			],
		],
		['A.1.3', 'Undisclosed recipients:;', []],
		[
			'A.6.1',
			'Joe Q. Public <john.q.public@example.com>',
			[['Joe Q. Public', 'john.q.public@example.com']],
		],
		['3.4.1', '"john smith"@example.com', [[null, '"john smith"@example.com']]],
		['3.4.1', 'jane@[192.0.2.1]', [[null, 'jane@[192.0.2.1]']]],
		['3.2.2', 'jane@example.com (Jane Doe)', [['Jane Doe', 'jane@example.com']]],
		['3.2.3', "o'brien+tag=1@example.com", [[null, "o'brien+tag=1@example.com"]]],
		['RFC 6532, 3.2', 'Jörg <jörg@exämple.test>', [['Jörg', 'jörg@exämple.test']]],
		['3.4, no address', 'Jane Doe', [['Jane Doe', null]]],
	])('%s: %s', (_source, header, mailboxes) =>
		expect(parseMailboxes(header).map(({ name, address }) => [name, address])).toEqual(mailboxes),
	);

	test.each([
		['3.6.2, several authors', 'a@x.test, b@y.test', null],
		['3.4, a list without quotes, one address', 'Doe, Jane <jane@x.test>', 'jane@x.test'],
		['3.4, the same with an address for a name', 'boss@x.test, Jane <jane@x.test>', null],
		['3.4, a quoted comma', '"Doe, Jane" <jane@x.test>', 'jane@x.test'],
	])('the sender of %s: %s', (_source, from, address) =>
		expect(senderOf({ from }).address).toBe(address),
	);
});

const SAMPLE = JSON.parse(
	readFileSync(new URL('fixtures/events/message.received.json', import.meta.url), 'utf8'),
) as { message: object };
const mailOf = (message: object) =>
	incomingMail(readEvent({ ...SAMPLE, message: { ...SAMPLE.message, ...message } })!)!;

describe('mail of programs is told as standards say', () => {
	test.each<[source: string, headers: object]>([
		['RFC 3834, 5', { 'Auto-Submitted': 'auto-generated' }],
		['RFC 3834, 5', { 'Auto-Submitted': 'auto-replied; owner-email="jane@x.test"' }],
		['RFC 3834, 5, a comment', { 'Auto-Submitted': 'auto-replied (vacation)' }],
		['RFC 5436, 2.7.1', { 'Auto-Submitted': 'auto-notified; owner-email="jane@x.test"' }],
		['RFC 5321, 4.5.5', { 'Return-Path': '<>' }],
		[
			'RFC 3464, 2',
			{ 'Content-Type': 'multipart/report; report-type=delivery-status; boundary="a"' },
		],
		[
			'RFC 3464, 2, any case',
			{ 'content-type': 'Multipart/Report; Report-Type="Delivery-Status"' },
		],
		['RFC 8098, 3', { 'Content-Type': 'multipart/report; report-type=disposition-notification' }],
		['RFC 5965, 2', { 'Content-Type': 'multipart/report; report-type=feedback-report' }],
		['RFC 8058, 3.1', { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }],
		['RFC 2076, 3.9', { Precedence: 'bulk' }],
		['RFC 2076, 3.9', { Precedence: 'junk' }],
	])('%s: %j', (_source, headers) => expect(automatedBecause(mailOf({ headers }))).toBeDefined());

	test.each([
		['RFC 2142 and 5321', 'MAILER-DAEMON@x.test'],
		['RFC 5321, 4.5.1', 'postmaster@x.test'],
	])('%s: of %s', (_source, from) => expect(automatedBecause(mailOf({ from }))).toBeDefined());

	test.each<[source: string, mail: object]>([
		['RFC 3834, 5', { headers: { 'Auto-Submitted': 'no' } }],
		['RFC 3834, 5, a comment', { headers: { 'Auto-Submitted': 'no (jane wrote it)' } }],
		[
			'RFC 8098, 2.1: asks for a receipt',
			{ headers: { 'Disposition-Notification-To': 'jane@x.test' } },
		],
		['RFC 2076, 3.9', { headers: { Precedence: 'first-class' } }],
		['RFC 5321, 4.4', { headers: { 'Return-Path': '<jane@x.test>' } }],
		['RFC 2046, 5.1.3', { headers: { 'Content-Type': 'multipart/mixed; boundary="report"' } }],
		['MS-OXCMAIL, 2.1.3.2.20', { headers: { 'X-Auto-Response-Suppress': 'DR, OOF' } }],
		['RFC 2156, 2', { headers: { Importance: 'high', Sensitivity: 'Personal' } }],
		['RFC 2142, 4: people read it', { from: 'sales@x.test' }],
	])('%s: a person, %j', (_source, mail) => {
		expect(automatedBecause(mailOf(mail))).toBeUndefined();
		expect(mailingListBecause(mailOf(mail))).toBeUndefined();
	});

	test.each<[source: string, headers: object]>([
		['RFC 2919, 2', { 'List-Id': 'List Header Mailing List <list-header.nisto.com>' }],
		['RFC 2369, 3.4', { 'List-Post': '<mailto:list@host.com>' }],
		['RFC 2076, 3.9', { Precedence: 'list' }],
	])('%s: a list of people, %j', (_source, headers) => {
		expect(automatedBecause(mailOf({ headers }))).toBeUndefined();
		expect(mailingListBecause(mailOf({ headers }))).toBeDefined();
	});
});

describe('times are read as standards say', () => {
	const read = (text: string) => {
		const time = readTime(text, 'UTC');
		return 'at' in time ? time.at.toISOString() : null;
	};
	test.each<[source: string, text: string, time: string | null]>([
		['RFC 5322, A.1.1', 'Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
		['RFC 5322, A.6.2', '21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'],
		['RFC 5322, 4.3', '21 Nov 1997 09:55:06 EST', '1997-11-21T14:55:06.000Z'],
		['RFC 9110, 5.6.7', 'Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
		['RFC 3339, 5.8', '1985-04-12T23:20:50.52Z', '1985-04-12T23:20:50.520Z'],
		['RFC 3339, 5.8', '1996-12-19T16:39:57-08:00', '1996-12-20T00:39:57.000Z'],
		['RFC 3339, 5.6', '1996-12-19 16:39:57z', '1996-12-19T16:39:57.000Z'],
		['RFC 9557, 3', '1996-12-19T16:39:57-08:00[America/Los_Angeles]', '1996-12-20T00:39:57.000Z'],
		['ISO 8601, 5.2.3', '1985-W15-5', '1985-04-12T00:00:00.000Z'],
		['ISO 8601, 5.2.2', '1985102T232030Z', '1985-04-12T23:20:30.000Z'],
		['the calendar', '2028-02-29', '2028-02-29T00:00:00.000Z'],
		['the calendar', '2100-02-29', null],
		['RFC 5322, 3.3: the day of the week', 'Thu, 21 Nov 1997 09:55:06 -0600', null],
		['RFC 3339, 5.7', '1996-11-31T00:00:00Z', null],
		['RFC 3339, 5.7', '1996-12-19T24:39:57Z', null],
	])('%s: %s', (_source, text, time) => expect(read(text)).toBe(time));
});

describe('recipients are read as RFC 6068 says', () => {
	test.each([
		['6.1', 'mailto:chris@example.com', 'chris@example.com'],
		['6.1', 'mailto:infobot@example.com?subject=current-issue', 'infobot@example.com'],
		['6.1', 'mailto:gorby%25kremvax@example.com', 'gorby%kremvax@example.com'],
		['2', 'MAILTO:user%2Btag@example.com', 'user+tag@example.com'],
	])('%s: %s', async (_source, given, address) => {
		const from = { parameter: () => given } as unknown as Item;
		expect(await recipients({ displayName: 'To' }).read(from, 'to')).toEqual([address]);
	});
});

test.each([
	['RFC 2045, 5.1: capitals', 'Image/PNG', 'a.pdf', 'Image/PNG'],
	[
		'RFC 2045, 5.1: parameters',
		'application/octet-stream; name="a.pdf"',
		'a.pdf',
		'application/pdf',
	],
	['RFC 2045, 5.2: no type and no subtype', 'pdf', 'a.pdf', 'application/pdf'],
	['RFC 2046, 4.5.1: not known', 'application/octet-stream', 'a.docx.pdf', 'application/pdf'],
	['RFC 2046, 4.5.1: known', 'text/plain; charset=utf-8', 'a.pdf', 'text/plain; charset=utf-8'],
])('types of files: %s', (_source, said, name, type) =>
	expect(contentTypeOf(name, said)).toBe(type),
);
