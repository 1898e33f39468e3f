import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { domainToASCII, domainToUnicode } from 'node:url';

import { readableDomain } from '../../nodes/AgentMail/mail/punycode.js';

/** Node's own decoder is the judge. */
describe('a domain as people read it', () => {
	test.each([
		'xn--bcher-kva.de',
		'XN--BCHER-KVA.de',
		'mail.xn--80ak6aa92e.com',
		'xn--e1afmkfd.xn--p1ai',
		'xn--fsqu00a.xn--55qx5d',
		'xn--mgbh0fb.xn--kgbechtv',
		'example.com',
	])('%s', (domain) => {
		expect(readableDomain(domain.toLowerCase())).toBe(domainToUnicode(domain));
	});

	const long = `xn--${'9'.repeat(500)}.com`;
	test.each([
		['xn--', ''],
		['xn--a-', 'a'],
		['xn--ü.de', 'xn--ü.de'],
		['xn--99999999999', 'xn--99999999999'],
		[long, long],
		['', ''],
	])('%j is no Punycode, or says nothing: %j', (domain, text) => {
		expect(readableDomain(domain)).toBe(text);
	});

	test('any letters, there and back', () => {
		const letter = fc.constantFrom(...'abcxyz019äöüßéñøłжшщяαβγωひらカ漢字한글ثמ');
		const label = fc.string({ unit: letter, minLength: 1, maxLength: 20 });
		fc.assert(
			fc.property(label, (text) => {
				const ascii = domainToASCII(`${text}.com`);
				fc.pre(ascii !== '');
				expect(readableDomain(ascii)).toBe(domainToUnicode(ascii));
			}),
			{ numRuns: 2000 },
		);
	});
});
