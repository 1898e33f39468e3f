import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { withoutOwnLinks } from '../nodes/AgentMail/agent/ownLinks.js';
import { readEvent } from '../nodes/AgentMail/events/event.js';
import { incomingMail } from '../nodes/AgentMail/events/incoming.js';
import { everythingIn } from '../nodes/AgentMail/humanReview/fullHtmlContent.js';
import { TEXTS } from '../nodes/AgentMail/humanReview/texts.js';
import { parseMailboxes } from '../nodes/AgentMail/mail/address.js';
import { htmlText } from '../nodes/AgentMail/mail/htmlText.js';
import { senderWarning } from '../nodes/AgentMail/mail/senderWarning.js';
import { chosenFilters, whyRefused, type Filters } from '../nodes/AgentMail/triggers/filters.js';
import { readerOf } from '../nodes/AgentMail/triggers/reader.js';
import { growth, LINEAR, stepsAt } from './steps.mjs';

/*
 * Whatever strangers write into an email, the work of reading it grows with its length and no faster. That the regular
 * expressions keep to that is proved by lint.
 */

const repeated = (piece: string) => (size: number) => piece.repeat(size);

describe('a list of addresses', () => {
	test.each(['"', '(', '<', '\\', '"<', '(<', '<"', ':', ',', '@', 'a@b ', '<>', '\u00a0'])(
		'of any number of %j',
		async (piece) => expect(await growth(repeated(piece), parseMailboxes)).toBeLessThan(LINEAR),
	);
});

describe('a sender that may be somebody else', () => {
	test.each([
		['letters', 'a'],
		['at signs', '@'],
		['addresses', 'a@b.c '],
		['foreign letters', 'а'],
		['joiners', '\u200d'],
		['emoji', '👩\u200d'],
		['dots behind an at sign', 'a@.'],
	])('%s', async (_what, unit) => {
		const hostile = (size: number) => ({
			name: unit.repeat(size),
			address: `${'x'.repeat(size)}@${'y.'.repeat(size)}com`,
		});
		expect(await growth(hostile, senderWarning)).toBeLessThan(LINEAR);
	});
});

describe('text without links into this n8n', () => {
	test.each(['A', '%41', '=\n', 'signature=', '&amp;', 'https://a.io/ '])(
		'of any number of %j',
		async (part) => {
			const read = (text: string) =>
				withoutOwnLinks(text, ['n8n.example.com', 'shop.example.com/n8n']);
			expect(await growth(repeated(part), read)).toBeLessThan(LINEAR);
		},
	);
});

describe('the text of HTML', () => {
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
	])('of any number of %j', async (piece) =>
		expect(await growth(repeated(piece), htmlText)).toBeLessThan(LINEAR),
	);

	test.each<[what: string, tag: (size: number) => string]>([
		[
			'an opacity of zeros',
			(size) => `<p style=" opacity:.${'0'.repeat(size)}1${'0'.repeat(size)}">x`,
		],
		[
			'a width of zeros',
			(size) => `<p style=" max-width:${'0'.repeat(size)}1${'0'.repeat(size)}">x`,
		],
		['comments in a style', (size) => `<p x="${'/*'.repeat(size)}" style="${'/*'.repeat(size)}">x`],
		['an attribute that repeats "hidden"', (size) => `<p ${'hidden'.repeat(size)}>x`],
		[
			'a style of names and blanks',
			(size) => `<p style="${' display'.repeat(size)}${' '.repeat(size)}">x`,
		],
	])('of a tag with %s', async (_what, tag) =>
		expect(await growth(tag, htmlText)).toBeLessThan(LINEAR),
	);

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
		const html = (times: number) => first.repeat(times) + second.repeat(times);
		const steps = await stepsAt([100, 2000, 4000], html, htmlText);
		const [, some, twice] = steps as [number, number, number];
		expect(twice).toBeLessThan(2.1 * some + 50_000);
		expect(some / 2000).toBeLessThan(2000);
	});
});

describe('all that a reviewer is shown of HTML', () => {
	test.each(['<!--', '<title>', '<!--<title>', '<a "', '<a href="', '<a x="<', '<a b=">">'])(
		'of any number of %j',
		async (piece) => {
			const read = (html: string) => everythingIn(html, TEXTS);
			expect(await growth(repeated(piece), read)).toBeLessThan(LINEAR);
		},
	);
});

describe('the filters of a trigger', () => {
	const { message: sample, ...envelope } = JSON.parse(
		readFileSync(new URL('fixtures/events/message.received.json', import.meta.url), 'utf8'),
	) as { message: object };
	const read = async (filters: object) =>
		await chosenFilters(
			readerOf({ getNodeParameter: (name, other) => (name === 'filters' ? filters : other) }),
			[],
		);
	function judge(filters: Filters, message: object) {
		const event = readEvent({ ...envelope, message: { ...sample, ...message } })!;
		return whyRefused(incomingMail(event)!, filters, () => false);
	}

	const hard = {
		senders: 'example.com, *a*a*a*b@x.io',
		blockedSenders: '*b*b*a@x.io',
		recipients: '*a*a*a*b@x.io',
		subject: '*a*a*a*b, *re*re*re*x',
		labels: '*a*a*b',
		excludeLabels: 'b*b*a',
	};
	const allowed = { from: 'jane@example.com', to: ['aaab@x.io'], subject: 'aaab', labels: ['aab'] };
	const mails: Array<[string, (size: number) => object]> = [
		...['"', '(', '<', '\\', '"<', ',', '@', 'a@b ', 'a@b,', '<>', 'a'].flatMap(
			(piece): Array<[string, (size: number) => object]> => [
				[`From: ${piece} …`, (size) => ({ from: repeated(piece)(size) })],
				[`From: ${piece} … <a@x.io>`, (size) => ({ from: `${repeated(piece)(size)} <a@x.io>` })],
			],
		),
		['a long address', (size) => ({ from: `${repeated('a')(size)}@x.io` })],
		['a long domain', (size) => ({ from: `a@${repeated('a.')(size)}io` })],
		['a long subject', (size) => ({ subject: repeated('a')(size) })],
		['a subject of answers', (size) => ({ subject: repeated('Re: ')(size) })],
		['many recipients', (size) => ({ to: Array(size).fill('aaa@x.io') })],
		['a long recipient', (size) => ({ to: [`${repeated('a')(size)}@x.io`] })],
		['many labels', (size) => ({ labels: Array(size).fill('aaa') })],
		['a header of blanks', (size) => ({ headers: { 'Auto-Submitted': repeated(' ')(size) } })],
		[
			'a header of brackets',
			(size) => ({ headers: { 'Auto-Submitted': `no ${repeated('(')(size)}` } }),
		],
		['a repeated header', (size) => ({ headers: { Precedence: Array(size).fill('normal') } })],
	];

	test.each(mails)('%s', async (_what, mailOf) => {
		const messageOf = (size: number) => ({ ...allowed, ...mailOf(size) });
		const filters = await read(hard);
		const run = (message: object) => judge(filters, message);
		expect(await growth(messageOf, run)).toBeLessThan(LINEAR);
	});

	test('patterns of any length do not change that', async () => {
		const none = await read({});
		const hostile = (size: number) => ({
			filters: { ...none, senders: [repeated('*a')(size)], subject: Array(size).fill('*a*') },
			message: { from: `${repeated('a')(size)}@x.io`, subject: repeated('b')(10) },
		});
		const run = ({ filters, message }: ReturnType<typeof hostile>) => judge(filters, message);
		expect(await growth(hostile, run)).toBeLessThan(LINEAR);
	});
});
