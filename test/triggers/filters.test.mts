import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';

import { readEvent } from '../../nodes/AgentMail/events/event.js';
import { incomingMail } from '../../nodes/AgentMail/events/incoming.js';
import {
	chosenFilters,
	refuseUselessFilters,
	whyRefused,
	type Filters,
} from '../../nodes/AgentMail/triggers/filters.js';
import { readerOf } from '../../nodes/AgentMail/triggers/reader.js';
import { fieldCases } from '../fixtures/field.mjs';

const MAIL = JSON.parse(
	readFileSync(new URL('../fixtures/events/message.received.json', import.meta.url), 'utf8'),
) as { message: object; thread: object };

/** CI takes 100,000 (see .github/workflows/ci.yml); fewer keep the tests quick. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);

const OWN = 'support@agentmail.to';

const read = async (filters: object, events: string[] = []) =>
	await chosenFilters(
		readerOf({ getNodeParameter: (name, other) => (name === 'filters' ? filters : other) }),
		events,
	);

/** Why an email is refused: the sample of AgentMail's documentation, changed. */
function judge(filters: Filters, message: object = {}, envelope: object = {}) {
	const event = readEvent({ ...MAIL, ...envelope, message: { ...MAIL.message, ...message } })!;
	return whyRefused(incomingMail(event)!, filters, (address) => address === OWN);
}

const because = async (filters: object, ...mail: object[]) => judge(await read(filters), ...mail);

const passes = async (filters: object, ...mail: object[]) =>
	(await because(filters, ...mail)) === undefined;

test('without filters, mail of a person passes', async () => {
	expect(await because({})).toBeUndefined();
});

describe('Only Clear Mail', () => {
	const armor = (rest: object) => ({ agent_armor: { status: 'complete', ...rest } });
	const override = { manual_override: { override_id: 'ovr_1', actor: {} } };
	const held = { labels: ['received', 'agent-armor-held'] };

	test.each([
		['clear', armor({ verdict: 'clear' })],
		['clear, without a status', { agent_armor: { verdict: 'clear' } }],
		['review, but released', armor({ verdict: 'review', ...override })],
	])('lets in what is %s', async (_name, mail) => {
		expect(await because({ onlyClear: true }, mail)).toBeUndefined();
	});

	test.each([
		['not scanned', {}],
		['not scanned', { agent_armor: null }],
		['not scanned', { agent_armor: 'clear' }],
		['not scanned', { agent_armor: { status: 'pending' } }],
		['not scanned', { agent_armor: { status: 'pending', verdict: 'clear' } }],
		['review', armor({ verdict: 'review' })],
		['review', armor({ verdict: 'unclear' })],
		['review', { ...armor({ verdict: 'clear' }), ...held }],
		['review', held],
	])('refuses what is %s: %j', async (_name, mail) => {
		expect(await because({ onlyClear: true }, mail)).toContain('(filter Only Clear Mail)');
		expect(await passes({}, mail)).toBe(true);
	});

	test('an expression that finds nothing protects', async () => {
		expect(await passes({ onlyClear: null })).toBe(false);
		expect(await passes({ onlyClear: false })).toBe(true);
	});
});

describe('Senders', () => {
	test.each(['jane@example.com', '*@example.com', 'example.com', 'x@y.z\n example.com ,', '*'])(
		'%j lets jane@example.com in',
		async (senders) => expect(await passes({ senders })).toBe(true),
	);

	test('a list by expression, and what is no text, do what they say', async () => {
		expect(await passes({ senders: ['a@b.c', 'jane@example.com'] })).toBe(true);
		expect(await passes({ senders: [null, 7, {}] })).toBe(false);
	});

	test.each(['', ' ,\n', null, undefined, [], {}])(
		'%j, added and empty, lets nobody in',
		async (senders) => {
			expect(await because({ senders })).toContain('(filter Senders)');
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
	])('%j is not jane@example.com', async (from) => {
		expect(await because({ senders: 'jane@example.com' }, { from })).toContain('(filter Senders)');
	});

	test('several senders in a list are none', async () => {
		const from = ['jane@example.com', 'evil@x.io'];
		expect(await passes({ senders: 'jane@example.com' }, { from })).toBe(false);
	});

	test('an address outside the list never passes, however it is dressed up', async () => {
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
		const filters = await read({ senders: allowed, skipAutomated: false, skipOwn: false });
		fc.assert(
			fc.property(dressed, (from) => judge(filters, { from }) !== undefined),
			{ numRuns: RUNS },
		);
	});

	test('an address inside the list passes in any capitals and with any name in quotes', async () => {
		const name = fc.string({ maxLength: 20 }).map((text) => text.replace(/["\\\p{Cc}]/gu, ''));
		const address = fc.constantFrom('boss@corp.com', 'BOSS@Corp.Com', 'any.one@sub.friend.net');
		const filters = await read({ senders: 'boss@corp.com, friend.net' });
		fc.assert(
			fc.property(
				name,
				address,
				(shown, real) => judge(filters, { from: `"${shown}" <${real}>` }) === undefined,
			),
		);
	});
});

describe('Blocked Senders', () => {
	test('refuses who is listed, and lets others in', async () => {
		expect(await because({ blockedSenders: 'example.com' })).toContain('(filter Blocked Senders)');
		expect(await passes({ blockedSenders: 'x.io' })).toBe(true);
		expect(await passes({ blockedSenders: '' })).toBe(true);
	});

	test('goes before Senders', async () => {
		expect(await passes({ senders: '*', blockedSenders: 'jane@example.com' })).toBe(false);
	});

	test('a sender that cannot be told may be the blocked one', async () => {
		const from = '<evil@x.io> <jane@example.com>';
		expect(await passes({ blockedSenders: 'evil@x.io' }, { from })).toBe(false);
		expect(await passes({}, { from })).toBe(true);
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
	])('%s keeps out every spelling of the domain: %s', async (blockedSenders, from) => {
		expect(await passes({ blockedSenders }, { from })).toBe(false);
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
	])('%j, %j: %s', async (filters, message, expected) => {
		expect(await passes(filters, message)).toBe(expected);
	});

	test('Conversation goes by the thread, and by the mail only where there is none', async () => {
		const first = { thread: { ...MAIL.thread, message_count: 1 } };
		const unknown = { thread: undefined };
		const plain = { in_reply_to: null, references: null };
		expect(await passes({ conversation: 'replies' })).toBe(true);
		expect(await passes({ conversation: 'new' })).toBe(false);
		// Anyone can write In-Reply-To.
		expect(await passes({ conversation: 'replies' }, {}, first)).toBe(false);
		expect(await passes({ conversation: 'new' }, {}, first)).toBe(true);
		expect(await passes({ conversation: 'replies' }, {}, unknown)).toBe(true);
		expect(await passes({ conversation: 'replies' }, plain, unknown)).toBe(false);
		expect(await passes({ conversation: 'any' }, plain, unknown)).toBe(true);
	});

	test('email labeled unauthenticated is refused unless it is asked for', async () => {
		const message = { labels: ['received', 'unauthenticated'] };
		const asked = await read({}, ['message.received.unauthenticated']);
		expect(judge(asked, message)).toBeUndefined();
		expect(await because({}, message)).toContain('(filter Allow Unauthenticated)');
		expect(await passes({ allowUnauthenticated: true }, message)).toBe(true);
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

	test.each(AUTOMATED)('%s', async (_what, message) => {
		expect(await because({}, message)).toContain('(filter Skip Automated Email)');
		expect(await passes({ skipAutomated: false }, message)).toBe(true);
		expect(await passes({ skipAutomated: true }, message)).toBe(false);
	});

	test.each([
		['list', { headers: { precedence: 'list' } }],
		['a mailing list', { headers: { 'List-Id': '<x.y.z>' } }],
	])('%s has a switch of its own', async (_what, message) => {
		expect(await because({}, message)).toContain('(filter Skip Mailing Lists)');
		expect(await passes({ skipMailingLists: false }, message)).toBe(true);
		expect(await passes({ skipMailingLists: true, skipAutomated: false }, message)).toBe(false);
		// Whoever let robots in before there was a switch for lists had them too.
		expect(await passes({ skipAutomated: false }, message)).toBe(true);
	});

	test.each(fieldCases('block'))('$id: $says', async ({ trigger, mail }) =>
		expect(await passes(trigger?.filters ?? {}, mail)).toBe(false),
	);

	test.each(fieldCases('auto'))('$id: $says', async ({ mail }) =>
		expect(await passes({}, mail)).toBe(false),
	);

	test.each(fieldCases('human'))('$id, where lists are let in: $says', async ({ mail }) => {
		expect(await because({}, mail)).toContain('(filter Skip Mailing Lists)');
		expect(await passes({ skipMailingLists: false }, mail)).toBe(true);
		const outOfOffice = {
			headers: { ...(mail.headers as object), 'Auto-Submitted': 'auto-replied' },
		};
		expect(await passes({ skipMailingLists: false }, { ...mail, ...outOfOffice })).toBe(false);
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
	])('a person: %j', async (message) => expect(await passes({}, message)).toBe(true));

	test('mail from the account itself', async () => {
		const from = `Support <${OWN}>`;
		expect(await because({}, { from })).toContain('(filter Skip Own Email)');
		expect(await passes({ skipOwn: false }, { from })).toBe(true);
	});
});

describe('which events are filtered', () => {
	const mailOf = (payload: object) => incomingMail(readEvent(payload)!);

	test('those with a message, and those that say so', async () => {
		expect(mailOf(MAIL)).toBeDefined();
		expect(mailOf({ event_type: 'message.received.new', message: {} })).toBeDefined();
		const shapeless = mailOf({ event_type: 'message.received', message: 'x' })!;
		const filters = await read({ senders: '*' });
		expect(whyRefused(shapeless, filters, () => false)).toContain('(filter Senders)');
	});

	test('no others', () => {
		expect(mailOf({ event_type: 'message.sent', send: {} })).toBeUndefined();
		expect(mailOf({ event_type: 'domain.verified', domain: {} })).toBeUndefined();
	});
});

test('reading filters never throws', async () => {
	await read({ maxPerSenderPerHour: { toString: 'x' } });
	const anything = Object.keys(await read({})).map((name) => [name, fc.anything()]);
	await fc.assert(
		fc.asyncProperty(fc.record(Object.fromEntries(anything)), async (given) => {
			await read(given);
		}),
	);
});

describe('a filter that lets nothing through is said when the workflow is published', () => {
	test.each([
		[{ senders: '' }, 'The filter Senders of the trigger is empty'],
		[{ recipients: [] }, 'The filter Recipients of the trigger is empty'],
		[{ subject: ' , ' }, 'The filter Subject of the trigger is empty'],
		[{ labels: null }, 'The filter Labels of the trigger is empty'],
		[{ maxPerSenderPerHour: 0 }, 'The filter Max per Sender and Hour of the trigger is empty'],
		[
			{ hasAttachments: 'perhaps' },
			'The filter Has Attachments of the trigger is set to an unknown value',
		],
		[
			{ conversation: 'first' },
			'The filter Conversation of the trigger is set to an unknown value',
		],
		[{ senders: 'jane' }, 'The filter Senders of the trigger contains "jane"'],
		[
			{ blockedSenders: 'a@b.c, jane' },
			'The filter Blocked Senders of the trigger contains "jane"',
		],
		[{ recipients: 'jane' }, 'The filter Recipients of the trigger contains "jane"'],
	])('%j', async (given, sentence) => {
		const filters = await read(given);
		expect(() => refuseUselessFilters(filters)).toThrow(sentence);
	});

	test('one that keeps out nobody is none of them', async () => {
		const filters = await read({ blockedSenders: '', excludeLabels: '', conversation: 'any' });
		expect(() => refuseUselessFilters(filters)).not.toThrow();
	});
});
