import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { domainToASCII } from 'node:url';

import { senderOf } from '../../nodes/AgentMail/mail/message.js';
import { senderWarning } from '../../nodes/AgentMail/mail/senderWarning.js';
import { growth, LINEAR } from '../steps.mjs';

const warningOf = (from: unknown) => senderWarning(senderOf({ from }));

describe('nothing to say of', () => {
	test.each([
		'jane@example.com',
		'Jane Doe <jane@example.com>',
		'"jane@example.com" <Jane@Example.com>',
		'"Doe, Jane (Sales) @ Corp" <jane@corp.com>',
		'Zoë Müller-Łukasz <zoe@example.com>',
		'Иван Петров <ivan@example.ru>',
		'Γιώργος <giorgos@example.gr>',
		'山田 太郎 Yamada <yamada@example.jp>',
		'Яндекс Mail <news@yandex.ru>',
		'IT-отдел <it@example.ru>',
		'Anna 👩‍👩‍👧 ❤️‍🔥 🏴󠁧󠁢󠁥󠁮󠁧󠁿 <anna@example.com>',
		'می‌خواهم <x@example.ir>',
		'Sam [mailto] <sam@[192.0.2.1]>',
	])('%s', (from) => {
		expect(warningOf(from)).toBeUndefined();
	});
});

describe('what is said of', () => {
	test.each([
		['"boss@corp.com" <evil@x.io>', /shows an address that is not the sender's: boss@corp\.com\./],
		['"Boss <boss@corp.com>" <evil@x.io>', /: boss@corp\.com\./],
		['(boss@corp.com) evil@x.io', /: boss@corp\.com\./],
		['"boss＠corp．com" <evil@x.io>', /: boss@corp\.com\./],
		['"boss@\u200bcorp.com" <evil@x.io>', /: boss@corp\.com\..*invisible/],
		['"boss@corp.com"@x.io', /: boss@corp\.com\./],
		['"Jane\u200b Doe" <jane@example.com>', /^The name holds invisible characters\.$/],
		['"Jane \u202eeoD" <jane@example.com>', /^The name holds invisible characters\.$/],
		['"J\u200dane" <jane@example.com>', /^The name holds invisible characters\.$/],
		['Jane <ja\u200bne@example.com>', /^The address holds invisible characters\.$/],
		['РayPal <x@example.com>', /^"РayPal" mixes letters of several alphabets\.$/],
		['Jane <jаne@example.com>', /^"jаne" mixes letters of several alphabets\.$/],
		['Bank <x@bаnk.com>', /^The domain bаnk\.com mixes letters of several alphabets: bаnk\.com\.$/],
		[
			`Bank <x@${domainToASCII('bаnk.com')}>`,
			/^The domain xn--bnk-6cd\.com mixes letters of several alphabets: bаnk\.com\.$/,
		],
		[
			'Apple <x@xn--80ak6aa92e.com>',
			/^The domain xn--80ak6aa92e\.com is written in other letters that look like apple\.com\.$/,
		],
		[
			'Bücher <x@xn--bcher-kva.de>',
			/^The domain xn--bcher-kva\.de is written with international letters: bücher\.de\.$/,
		],
		['Doe, Jane <jane@example.com>', /^The name holds a comma without quotes/],
		['', /^The From line does not name exactly one sender/],
		['boss@corp.com, evil@x.io', /^The From line does not name exactly one sender/],
		['<boss@corp.com> <evil@x.io>', /^The From line does not name exactly one sender/],
	])('%s', (from, expected) => {
		expect(warningOf(from)).toMatch(expected);
	});
});

const user = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const domain = fc.stringMatching(/^[a-z]{1,8}\.(com|io|de)$/);

describe('whatever the sender', () => {
	test('a name that shows another address is told, however it is dressed up', () => {
		const around = fc.constantFrom('', ' ', 'Boss ', '(', '<', '[', '"', ', ', 'via: ', '🙂 ');
		fc.assert(
			fc.property(user, domain, user, domain, around, (name, other, own, at, before) => {
				fc.pre(`${name}@${other}` !== `${own}@${at}`);
				const shown = { name: `${before}${name}@${other} x`, address: `${own}@${at}` };
				expect(senderWarning(shown)).toContain(`${name}@${other}`);
			}),
			{ numRuns: 2000 },
		);
	});

	test('a plain one is never suspected, neither is a name that repeats its address', () => {
		const name = fc.stringMatching(/^[A-Za-z0-9 .,'&+-]{0,30}$/);
		fc.assert(
			fc.property(name, user, domain, (name, own, at) => {
				const address = `${own}@${at}`;
				expect(senderWarning({ name, address })).toBeUndefined();
				expect(senderWarning({ name: address.toUpperCase(), address })).toBeUndefined();
			}),
			{ numRuns: 2000 },
		);
	});

	test('one foreign letter in a plain domain is always told', () => {
		const foreign = fc.constantFrom(...'асеорхуіѕԁһјӏԛԝαονρυικχ');
		fc.assert(
			fc.property(user, fc.nat({ max: 3 }), foreign, (name, at, letter) => {
				const written = `${'bank'.slice(0, at)}${letter}${'bank'.slice(at)}.com`;
				for (const domain of [written, domainToASCII(written)]) {
					expect(senderWarning({ name: null, address: `${name}@${domain}` })).toMatch(/mixes/);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	test('any text gives a short warning or none', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (from) => {
				const warning = warningOf(from);
				if (warning === undefined) return;
				expect(warning.length).toBeLessThan(1500);
				expect(warning).not.toMatch(/\p{Cf}/u);
			}),
			{ numRuns: 5000 },
		);
	});

	test.each([
		['letters', 'a'],
		['at signs', '@'],
		['addresses', 'a@b.c '],
		['foreign letters', 'а'],
		['joiners', '\u200d'],
		['emoji', '👩\u200d'],
		['dots behind an at sign', 'a@.'],
	])('%s: the time grows with the length', async (_what, unit) => {
		const hostile = (size: number) => ({
			name: unit.repeat(size),
			address: `${'x'.repeat(size)}@${'y.'.repeat(size)}com`,
		});
		expect(await growth(hostile, senderWarning)).toBeLessThan(LINEAR);
	});
});
