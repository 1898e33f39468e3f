import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';

import { readEvent } from '../../nodes/AgentMail/events/event.js';
import { readFilters } from '../../nodes/AgentMail/triggers/filters.js';
import { incomingMail } from '../../nodes/AgentMail/events/incoming.js';
import { refusal } from '../../nodes/AgentMail/triggers/filterRules.js';
import { fieldCases } from '../fixtures/field.mjs';
import { CLEARLY_LESS_THAN_QUADRATIC, growth } from '../growth.mjs';

const MAIL = JSON.parse(
	readFileSync(new URL('../fixtures/events/message.received.json', import.meta.url), 'utf8'),
) as { message: object; thread: object };

const OWN = 'support@agentmail.to';

/** Why a mail is refused: the sample of AgentMail's documentation, changed. */
function because(filters: Record<string, unknown>, message: object = {}, envelope: object = {}) {
	const event = readEvent({ ...MAIL, ...envelope, message: { ...MAIL.message, ...message } })!;
	return refusal(incomingMail(event)!, readFilters(filters), (address) => address === OWN);
}

const passes = (...mail: Parameters<typeof because>) => because(...mail) === undefined;

test('without filters, mail of a person passes', () => {
	expect(because({})).toBeUndefined();
});

describe('Senders', () => {
	test.each(['jane@example.com', '*@example.com', 'example.com', 'x@y.z\n example.com ,', '*'])(
		'%j lets jane@example.com in',
		(senders) => expect(passes({ senders })).toBe(true),
	);

	test('a list by expression, and what is no text, do what they say', () => {
		expect(passes({ senders: ['a@b.c', 'jane@example.com'] })).toBe(true);
		expect(passes({ senders: [null, 7, {}] })).toBe(false);
	});

	test.each(['', ' ,\n', null, undefined, [], {}])(
		'%j, added and empty, lets nobody in',
		(senders) => {
			expect(because({ senders })).toContain('(Senders)');
		},
	);

	test.each([
		'"jane@example.com" <evil@x.io>',
		'jane@example.com <evil@x.io>',
		'evil@x.io (jane@example.com)',
		'<jane@example.com> <evil@x.io>',
		'jane@example.com, evil@x.io',
		'evil@x.io, jane@example.com',
		'jane@example.com@evil.io',
		'"jane@example.com"@evil.io',
		'Jane: jane@example.com, evil@x.io;',
		'jane@example.com\0.evil.io',
		'',
	])('%j is not jane@example.com', (from) => {
		expect(because({ senders: 'jane@example.com' }, { from })).toContain('(Senders)');
	});

	test('several senders in a list are none', () => {
		const from = ['jane@example.com', 'evil@x.io'];
		expect(passes({ senders: 'jane@example.com' }, { from })).toBe(false);
	});

	test('an address outside the list never passes, however it is dressed up', () => {
		const allowed = ['boss@corp.com', '*@partner.org', 'friend.net'];
		const bait = fc.constantFrom('boss@corp.com', 'x@partner.org', 'a@mail.friend.net', 'corp.com');
		const noise = fc.oneof(
			bait,
			fc.string({ unit: 'binary', maxLength: 12 }),
			fc.string({ unit: fc.constantFrom(...'"<>(),;:@\\ .aB\r\n\u{212a}\u{202e}'), maxLength: 12 }),
		);
		const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
		const local = fc.oneof(
			fc.stringMatching(/^[a-zA-Z0-9]{1,8}$/),
			bait.map(quoted),
			fc.constantFrom('boss', 'BOSS', '"boss"', 'boss+corp.com'),
		);
		const domain = fc.constantFrom(
			'evil.io',
			'corp.com.evil.io',
			'notcorp.com',
			'mail.corp.com',
			'mail.partner.org',
			'notfriend.net',
			'friend.net.evil.io',
			'CORP.COM.io',
			'\u{ff43}orp.com',
			'сorp.com',
			'corp\u{3002}com',
			'partner.org\u{200b}',
			'xn--orp-hed.com',
			'[127.0.0.1]',
		);
		const outsider = fc.tuple(local, domain).map(([name, host]) => `${name}@${host}`);
		const dressed = fc
			.tuple(noise, outsider, noise, fc.nat(8))
			.map(([before, real, behind, form]) => {
				switch (form) {
					case 0:
						return real;
					case 1:
						return `${quoted(before)} <${real}>`;
					case 2:
						return `${before} <${real}>`;
					case 3:
						return `${before} <${real}> ${behind}`;
					case 4:
						return `(${before}) ${real} (${behind})`;
					case 5:
						return `${before}, ${real}`;
					case 6:
						return `${real}, ${behind}`;
					case 7:
						return `${before}: ${real};`;
					default:
						return `=?utf-8?q?${behind}?= <${real}>`;
				}
			});
		const filters = { senders: allowed, skipAutomated: false, skipOwn: false };
		fc.assert(
			fc.property(dressed, (from) => because(filters, { from }) !== undefined),
			{ numRuns: 100_000 },
		);
	});

	test('an address inside the list passes in any capitals and with any name in quotes', () => {
		const name = fc.string({ maxLength: 20 }).map((text) => text.replace(/["\\\p{Cc}]/gu, ''));
		const address = fc.constantFrom('boss@corp.com', 'BOSS@Corp.Com', 'any.one@sub.friend.net');
		fc.assert(
			fc.property(name, address, (shown, real) =>
				passes({ senders: 'boss@corp.com, friend.net' }, { from: `"${shown}" <${real}>` }),
			),
		);
	});
});

describe('Blocked Senders', () => {
	test('refuses who is listed, and lets others in', () => {
		expect(because({ blockedSenders: 'example.com' })).toContain('(Blocked Senders)');
		expect(passes({ blockedSenders: 'x.io' })).toBe(true);
		expect(passes({ blockedSenders: '' })).toBe(true);
	});

	test('goes before Senders', () => {
		expect(passes({ senders: '*', blockedSenders: 'jane@example.com' })).toBe(false);
	});

	test('a sender that cannot be told may be the blocked one', () => {
		const from = '<evil@x.io> <jane@example.com>';
		expect(passes({ blockedSenders: 'evil@x.io' }, { from })).toBe(false);
		expect(passes({}, { from })).toBe(true);
	});

	test.each([
		['xn--bcher-kva.de', 'x@bücher.de'],
		['bücher.de', 'x@bu\u0308cher.de'],
		['evil.com', 'x@ｅｖｉｌ.com'],
		['evil.com', 'x@evil。com'],
		['evil.com', 'x@ⓔvil.com'],
		['evil.com', 'x@ev\u{ad}il.com'],
		['evil.com', 'x@mail.ev\u{200b}il.com'],
		['bank.com', 'x@ban\u212a.com'],
		['bank.com', 'x@mail.ban\u212a.com'],
	])('%s keeps out every spelling of the domain: %s', (blockedSenders, from) => {
		expect(passes({ blockedSenders }, { from })).toBe(false);
	});
});

describe('what the mail is', () => {
	test.each([
		[{ recipients: 'support@agentmail.to' }, {}, true],
		[{ recipients: 'bob@example.com' }, {}, true],
		[{ recipients: 'support+vip@agentmail.to' }, {}, false],
		[{ recipients: 'x@y.z' }, { bcc: ['X <x@y.z>'] }, true],
		[{ recipients: '' }, {}, false],

		[{ subject: 'INVOICE' }, {}, true],
		[{ subject: 'Re: *' }, {}, true],
		[{ subject: 'invoice *' }, {}, false],
		[{ subject: 'nothing, invoice' }, {}, true],
		[{ subject: '[URGENT]' }, { subject: 'Fwd: [urgent] now' }, true],
		[{ subject: '*' }, { subject: null }, true],
		[{ subject: 'x' }, { subject: null }, false],
		[{ subject: '' }, {}, false],

		[{ labels: 'received, unread' }, {}, true],
		[{ labels: 'received, vip' }, {}, false],
		[{ labels: 'un*' }, {}, true],
		[{ labels: '' }, {}, false],
		[{ labels: 'x' }, { labels: null }, false],
		[{ excludeLabels: 'vip, UNREAD' }, {}, false],
		[{ excludeLabels: 'vip' }, {}, true],
		[{ excludeLabels: '' }, {}, true],

		[{ hasAttachments: true }, {}, true],
		[{ hasAttachments: false }, {}, false],
		[{ hasAttachments: 'false' }, { attachments: null }, true],
		[{ hasAttachments: true }, { attachments: [] }, false],
		[
			{ hasAttachments: true },
			{
				attachments: [
					{ content_type: 'image/png', content_disposition: 'inline', content_id: 'logo@x' },
				],
			},
			false,
		],
		[
			{ hasAttachments: false },
			{
				attachments: [
					{
						content_type: 'application/x-msdownload',
						content_disposition: 'inline',
						content_id: 'logo@x',
					},
				],
			},
			false,
		],
		[{ hasAttachments: true }, { attachments: [{ content_disposition: 'inline' }] }, true],
		[{ hasAttachments: 'perhaps' }, {}, false],
		[{ hasAttachments: undefined }, { attachments: null }, false],
		[{ conversation: 'first' }, {}, false],
	])('%j, %j: %s', (filters, message, expected) => {
		expect(passes(filters, message)).toBe(expected);
	});

	test('Conversation goes by the thread, and by the mail only where there is none', () => {
		const first = { thread: { ...MAIL.thread, message_count: 1 } };
		const unknown = { thread: undefined };
		const plain = { in_reply_to: null, references: null };
		expect(passes({ conversation: 'replies' })).toBe(true);
		expect(passes({ conversation: 'new' })).toBe(false);
		// Anyone can write In-Reply-To.
		expect(passes({ conversation: 'replies' }, {}, first)).toBe(false);
		expect(passes({ conversation: 'new' }, {}, first)).toBe(true);
		expect(passes({ conversation: 'replies' }, {}, unknown)).toBe(true);
		expect(passes({ conversation: 'replies' }, plain, unknown)).toBe(false);
		expect(passes({ conversation: 'any' }, plain, unknown)).toBe(true);
	});

	test('mail labelled unauthenticated is refused unless it is asked for', () => {
		const message = { labels: ['received', 'unauthenticated'] };
		expect(because({}, message)).toContain('(Allow Unauthenticated is off)');
		expect(passes({ allowUnauthenticated: true }, message)).toBe(true);
	});
});

describe('the loop guard is on until it is switched off', () => {
	const AUTOMATED: Array<[string, object]> = [
		['an out-of-office reply', { headers: { 'Auto-Submitted': 'auto-replied' } }],
		['with a parameter', { headers: { 'auto-submitted': ' Auto-Generated; x=y' } }],
		['bulk', { headers: { Precedence: 'BULK' } }],
		['a newsletter', { headers: { 'List-Unsubscribe': '' } }],
		['a bounce', { headers: { 'Return-Path': ' <> ' } }],
		['repeated headers', { headers: { Precedence: ['normal', 'junk'] } }],
		...[
			'noreply@x.io',
			'No-Reply@x.io',
			'do_not_reply@x.io',
			'jira-noreply+17@x.io',
			'noreply2@x.io',
			'MAILER-DAEMON@x.io',
			'"no-reply"@x.io',
			'bounces+123@x.io',
			'jane@example.com, noreply@x.io',
		].map((from): [string, object] => [from, { from }]),
	];

	test.each(AUTOMATED)('%s', (_what, message) => {
		expect(because({}, message)).toContain('(Skip Automated Mail)');
		expect(passes({ skipAutomated: false }, message)).toBe(true);
		expect(passes({ skipAutomated: true }, message)).toBe(false);
	});

	test.each([
		['list', { headers: { precedence: 'list' } }],
		['a mailing list', { headers: { 'List-Id': '<x.y.z>' } }],
	])('%s has a switch of its own', (_what, message) => {
		expect(because({}, message)).toContain('(Skip Mailing Lists)');
		expect(passes({ skipMailingLists: false }, message)).toBe(true);
		expect(passes({ skipMailingLists: true, skipAutomated: false }, message)).toBe(false);
		// Whoever let robots in before there was a switch for lists had them too.
		expect(passes({ skipAutomated: false }, message)).toBe(true);
	});

	test.each(fieldCases('auto'))('$id: $says', ({ mail }) => expect(passes({}, mail)).toBe(false));

	test.each(fieldCases('human'))('$id, where lists are let in: $says', ({ mail }) => {
		expect(because({}, mail)).toContain('(Skip Mailing Lists)');
		expect(passes({ skipMailingLists: false }, mail)).toBe(true);
		const outOfOffice = {
			headers: { ...(mail.headers as object), 'Auto-Submitted': 'auto-replied' },
		};
		expect(passes({ skipMailingLists: false }, { ...mail, ...outOfOffice })).toBe(false);
	});

	test.each([
		{ headers: { 'Auto-Submitted': 'no' } },
		{ headers: { 'Auto-Submitted': 'No (a person)' } },
		{ headers: { Precedence: 'normal' } },
		{ headers: { 'Return-Path': '<jane@example.com>' } },
		{ headers: null },
		{ headers: ['Precedence: bulk'] },
		{ from: 'noreplyanna@x.io' },
		{ from: 'jane@noreply.io' },
	])('a person: %j', (message) => expect(passes({}, message)).toBe(true));

	test('mail from the account itself', () => {
		const from = `Support <${OWN}>`;
		expect(because({}, { from })).toContain('(Skip Own Mail)');
		expect(passes({ skipOwn: false }, { from })).toBe(true);
	});
});

describe('which events are filtered', () => {
	const mailOf = (payload: object) => incomingMail(readEvent(payload)!);

	test('those with a message, and those that say so', () => {
		expect(mailOf(MAIL)).toBeDefined();
		expect(mailOf({ event_type: 'message.received.new', message: {} })).toBeDefined();
		const shapeless = mailOf({ event_type: 'message.received', message: 'x' })!;
		expect(refusal(shapeless, readFilters({ senders: '*' }), () => false)).toContain('(Senders)');
	});

	test('no others', () => {
		expect(mailOf({ event_type: 'message.sent', send: {} })).toBeUndefined();
		expect(mailOf({ event_type: 'domain.verified', domain: {} })).toBeUndefined();
	});
});

test('reading filters never throws', () => {
	expect(() => readFilters({ maxPerSenderPerHour: { toString: 'x' } })).not.toThrow();
	fc.assert(
		fc.property(
			fc.record(
				Object.fromEntries(Object.keys(readFilters({})).map((name) => [name, fc.anything()])),
			),
			(given) => void readFilters(given),
		),
	);
});

describe('whatever a stranger writes, the time grows with its length and no more', () => {
	const filters = {
		senders: 'example.com, *a*a*a*b@x.io',
		blockedSenders: '*b*b*a@x.io',
		recipients: '*a*a*a*b@x.io',
		subject: '*a*a*a*b, *re*re*re*x',
		labels: '*a*a*b',
		excludeLabels: 'b*b*a',
	};
	const allowed = { from: 'jane@example.com', to: ['aaab@x.io'], subject: 'aaab', labels: ['aab'] };
	const many = (piece: string) => (size: number) => piece.repeat(size);
	const mails: Array<[string, (size: number) => object]> = [
		...['"', '(', '<', '\\', '"<', ',', '@', 'a@b ', 'a@b,', '<>', 'a'].flatMap(
			(piece): Array<[string, (size: number) => object]> => [
				[`From: ${piece} …`, (size) => ({ from: many(piece)(size) })],
				[`From: ${piece} … <a@x.io>`, (size) => ({ from: `${many(piece)(size)} <a@x.io>` })],
			],
		),
		['a long address', (size) => ({ from: `${many('a')(size)}@x.io` })],
		['a long domain', (size) => ({ from: `a@${many('a.')(size)}io` })],
		['a long subject', (size) => ({ subject: many('a')(size) })],
		['a subject of answers', (size) => ({ subject: many('Re: ')(size) })],
		['many recipients', (size) => ({ to: Array(size).fill('aaa@x.io') })],
		['a long recipient', (size) => ({ to: [`${many('a')(size)}@x.io`] })],
		['many labels', (size) => ({ labels: Array(size).fill('aaa') })],
		['a header of blanks', (size) => ({ headers: { 'Auto-Submitted': many(' ')(size) } })],
		[
			'a header of brackets',
			(size) => ({ headers: { 'Auto-Submitted': `no ${many('(')(size)}` } }),
		],
		['a repeated header', (size) => ({ headers: { Precedence: Array(size).fill('normal') } })],
	];

	test.each(mails)('%s', (_what, mailOf) => {
		const messageOf = (size: number) => ({ ...allowed, ...mailOf(size) });
		const judge = (message: object) => because(filters, message);
		expect(growth(messageOf, judge)).toBeLessThan(CLEARLY_LESS_THAN_QUADRATIC);
	});

	test('patterns of any length do not change that', () => {
		const hostile = (size: number) => ({
			filters: { senders: many('*a')(size), subject: many('*a*,')(size) },
			message: { from: `${many('a')(size)}@x.io`, subject: many('b')(10) },
		});
		const judge = (mail: ReturnType<typeof hostile>) => because(mail.filters, mail.message);
		expect(growth(hostile, judge)).toBeLessThan(CLEARLY_LESS_THAN_QUADRATIC);
	});
});
