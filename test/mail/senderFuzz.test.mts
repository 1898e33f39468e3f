import { expect, test } from '@jest/globals';
import emailAddresses from 'email-addresses';
import fc from 'fast-check';
import addressparser from 'nodemailer/lib/addressparser';

import { senderOf } from '../../nodes/AgentMail/mail/message.js';

/** CI takes 100,000 (see .github/workflows/ci.yml); fewer keep the tests quick. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 3000);

/** Pieces of From lines, as strangers would put them together. */
const PIECES = [
	'jane@corp.com',
	'evil@x.io',
	'"boss@corp.com"',
	'"Doe, Jane"',
	'Jane',
	'Jane Doe',
	'bücher.de',
	'jane',
	'corp.com',
	'corp',
	'com',
	'.',
	'..',
	'@',
	'<',
	'>',
	'<jane@corp.com>',
	'<evil@x.io>',
	'(x)',
	'(a(b)c)',
	'(',
	')',
	'"',
	'\\',
	'\\"',
	',',
	';',
	':',
	'Team:',
	'mailto:',
	' ',
	'\t',
	'\r\n ',
	'\u200b',
	'\u00ad',
	'\u0000',
	'\u00a0',
	'[192.0.2.1]',
	'[IPv6:2001:db8::1]',
	'[',
	']',
	"'",
	'=?utf-8?q?jane=40corp.com?=',
	'%',
	'!',
	'用户',
];

const line = fc
	.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 9 })
	.map((parts) => parts.join(''));

/** One of the parsers takes off the quotes of a local part. */
const plain = (address: string) => address.trim().replace(/["\\]/g, '').toLowerCase();

interface Group {
	group?: Group[];
	address?: string;
}

const flat = (entry: Group): string[] =>
	entry.group ? entry.group.flatMap(flat) : [entry.address ?? ''];

const byNodemailer = (from: string) => (addressparser(from) as Group[]).flatMap(flat);

function byEmailAddresses(from: string): string[] {
	const parsed = emailAddresses({ input: from, rfc6532: true, startAt: 'from' });
	const entries =
		(
			parsed as {
				addresses?: Array<{ address?: string; addresses?: Array<{ address: string }> }>;
			} | null
		)?.addresses ?? [];
	return entries.flatMap(
		({ address, addresses }) => addresses?.map((each) => each.address) ?? [address ?? ''],
	);
}

test('of a From line that parsers read differently, no sender is certain', () => {
	fc.assert(
		fc.property(line, (from) => {
			const { address, isLenient } = senderOf({ from });
			if (address === null) return;
			// As it stands in a mail: unfolded, and without white space at its ends.
			const unfolded = from.replace(/\r\n(?=[ \t])/g, '').trim();
			const readings = [byNodemailer(unfolded), byEmailAddresses(unfolded)];
			// A parser that refuses the whole line reads nothing else in it.
			const read = readings
				// Commas in a name without quotes: what stands between them may be taken for more names, but for no address.
				.map((each) => (isLenient ? each.filter((part) => part.includes('@')) : each))
				.filter((each) => each.length > 0);
			expect(read.length).toBeGreaterThan(0);
			for (const each of read) expect(each.map(plain)).toEqual([plain(address)]);
		}),
		{ numRuns: RUNS },
	);
});

test.each([
	'jane@corp.com',
	'Jane Doe <jane@corp.com>',
	'"Doe, Jane" <jane@corp.com>',
	'jane@corp.com (Jane)',
	'Team: jane@corp.com;',
])('what both read alike has its sender: %s', (from) => {
	expect(senderOf({ from }).address).toBe('jane@corp.com');
	expect([byNodemailer(from), byEmailAddresses(from)]).toEqual([
		['jane@corp.com'],
		['jane@corp.com'],
	]);
});
