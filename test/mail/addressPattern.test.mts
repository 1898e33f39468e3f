import { describe, expect, test } from '@jest/globals';

import {
	asDelivered,
	canonicalAddress,
	isAddressPattern,
	matchesAddress,
	untagged,
} from '../../nodes/AgentMail/mail/addressPattern.js';

const cases: Array<[pattern: string, hits: string[], misses: string[]]> = [
	[
		'jane@corp.com',
		['jane@corp.com', 'Jane@CORP.com', '"jane"@corp.com', '"ja\\ne"@corp.com', 'jane@corp.com.'],
		['jane@corp.com.evil.io', 'xjane@corp.com', 'jane@mail.corp.com', 'jane+x@corp.com'],
	],
	[
		'*@corp.com',
		['jane@corp.com', '"x@evil.io"@corp.com'],
		['jane@mail.corp.com', 'jane@notcorp.com', '"jane@corp.com"@evil.io', 'jane@corp.com.evil.io'],
	],
	['@corp.com', ['jane@corp.com'], ['jane@mail.corp.com']],
	[
		'corp.com',
		['jane@corp.com', 'jane@mail.corp.com', 'jane@a.b.corp.com'],
		['jane@notcorp.com', 'corp.com@evil.io', 'jane@corp.com.evil.io', 'jane@corp-com.io'],
	],
	['*.corp.com', ['jane@mail.corp.com'], ['jane@corp.com', 'jane@notcorp.com']],
	['jane+*@corp.com', ['jane+shop@corp.com'], ['jane@corp.com']],
	['jane@*', ['jane@anything.io'], ['"jane@x"@evil.io', 'bob@corp.com']],
	['Jane Doe <jane@corp.com>', ['jane@corp.com'], ['bob@corp.com']],
	['*', ['jane@corp.com'], []],
	[
		'bank.com',
		['x@BANK.com'],
		['x@ban\u{212a}.com', 'x@bаnk.com', 'x@ｂank.com', 'x@bank\u{200b}.com'],
	],
	['bücher.de', ['x@bücher.de', 'x@xn--bcher-kva.de', 'x@shop.BÜCHER.de'], ['x@bucher.de']],
	['i❤.ws', ['x@i❤.ws', 'x@xn--i-7iq.ws'], ['x@i.ws']],
	['', [], ['jane@corp.com']],
	['jane', [], ['jane@corp.com']],
];

test.each(cases)('%s', (pattern, hits, misses) => {
	expect(hits.filter((address) => !matchesAddress(pattern, address))).toEqual([]);
	expect(misses.filter((address) => matchesAddress(pattern, address))).toEqual([]);
});

test.each([
	['jane@corp.com', true],
	['corp.com', true],
	['*', true],
	['*@corp.com', true],
	['Jane <jane@corp.com>', true],
	['jane', false],
	['jane@', false],
	['Jane Doe', false],
	['two words.com', false],
])('%s can mean an address: %s', (pattern, can) => {
	expect(isAddressPattern(pattern)).toBe(can);
});

test.each(['a@é.com/x', 'a@é.com:80', 'a@é.com?x', 'a@é%2ecom', 'a@é.com\\x', 'a@evil／.com'])(
	'%j holds what no domain has and stays as it is',
	(address) => {
		expect(asDelivered(address)).toBe(address);
	},
);

describe('one mailbox, one spelling', () => {
	test('quotes that are needed stay', () => {
		expect(canonicalAddress('"Jane Doe"@Corp.com')).toBe('"jane doe"@corp.com');
		expect(canonicalAddress('"a@b"@corp.com')).toBe('"a@b"@corp.com');
	});

	test('a tag is what stands behind a plus', () => {
		expect(untagged('Support+billing+x@Corp.com')).toBe('support@corp.com');
		expect(untagged('+x@corp.com')).toBe('+x@corp.com');
	});
});
