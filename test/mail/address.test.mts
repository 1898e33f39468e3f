import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { parseMailboxes } from '../../nodes/AgentMail/mail/address.js';
import { senderOf } from '../../nodes/AgentMail/mail/message.js';
import { fieldCases } from '../fixtures/field.mjs';

describe('a sender is read by the grammar of mail, not by looking for an @', () => {
	test.each([
		['jane@example.com', null, 'jane@example.com'],
		['Jane Doe <jane@example.com>', 'Jane Doe', 'jane@example.com'],
		['"Doe, Jane" <jane@example.com>', 'Doe, Jane', 'jane@example.com'],
		['"Jane \\"JD\\" Doe" <jane@example.com>', 'Jane "JD" Doe', 'jane@example.com'],
		['  Jane   Doe  < jane@example.com > ', 'Jane Doe', 'jane@example.com'],
		['jane@example.com (Jane Doe)', 'Jane Doe', 'jane@example.com'],
		['Jane (on \\) the road (again)) <jane@example.com>', 'Jane', 'jane@example.com'],
		['<jane@example.com>', null, 'jane@example.com'],
		['"jane doe"@example.com', null, '"jane doe"@example.com'],
		['用户 <用户@例子.公司>', '用户', '用户@例子.公司'],
		['jane@[192.0.2.1]', null, 'jane@[192.0.2.1]'],
		['Team: jane@example.com;', null, 'jane@example.com'],
	])('%s', (header, name, address) => {
		expect(parseMailboxes(header)).toEqual([{ name, address }]);
	});
});

describe('tricks with the display name', () => {
	test.each([
		['"boss@corp.com" <evil@x.io>', 'evil@x.io'],
		['boss@corp.com <evil@x.io>', 'evil@x.io'],
		['"boss@corp.com, x" <evil@x.io>', 'evil@x.io'],
		['"Boss <boss@corp.com>" <evil@x.io>', 'evil@x.io'],
		['(boss@corp.com) evil@x.io', 'evil@x.io'],
		['(<boss@corp.com>) <evil@x.io>', 'evil@x.io'],
		['"a\\" <boss@corp.com>" <evil@x.io>', 'evil@x.io'],
		['"boss@corp.com"@x.io', '"boss@corp.com"@x.io'],
	])('%s is %s', (header, address) => {
		expect(parseMailboxes(header).map((mailbox) => mailbox.address)).toEqual([address]);
	});

	const DOUBTFUL = [
		'<boss@corp.com> <evil@x.io>',
		'<boss@corp.com> evil@x.io',
		'<boss@corp.com> "evil@x.io"',
		'<evil@x.io>: <boss@corp.com>',
		'evil@x.io: boss@corp.com',
		'"never closed <boss@corp.com>',
		'boss@corp.com (never closed',
		'Boss <boss@corp.com',
		'<boss@corp.com<evil@x.io>>',
		'@[(]<boss@corp.com>',
		'boss@corp.com evil@x.io',
		'boss@corp.com@x.io',
		'<@relay.io:boss@corp.com>',
		'boss @corp.com',
		'boss@corp.com\u0000',
		'Boss',
		'<>',
		'@corp.com',
		'boss@',
		'<evil@x.io(c)>',
		'<@relay.io:evil@x.io>',
		'evil@x.io:;',
		'<evil@x.io>:;',
		'<evil @x.io>',
		'""',
		'()',
		`${'x'.repeat(320)}@x.io`,
	];

	test.each(DOUBTFUL)('%j can be read in two ways, or in none: no address', (header) => {
		expect(parseMailboxes(header).every((mailbox) => mailbox.address === null)).toBe(true);
	});

	test.each(DOUBTFUL)('%j takes nothing of the certainty that there is only one', (header) => {
		for (const both of [`${header}, boss@corp.com`, `boss@corp.com, ${header}`]) {
			expect(senderOf({ from: both }).address).toBeNull();
		}
		expect(senderOf({ from: ['boss@corp.com', header] }).address).toBeNull();
		expect(senderOf({ from: [{ email: 'boss@corp.com' }, { email: header }] }).address).toBeNull();
		expect(senderOf({ from: { email: `${header}, boss@corp.com` } }).address).toBeNull();
	});

	test.each(['boss@corp.com,', ', ;boss@corp.com', 'undisclosed:;, boss@corp.com;'])(
		'%j names one: what is empty is nobody',
		(header) => expect(senderOf({ from: header }).address).toBe('boss@corp.com'),
	);

	test('a quote that never ends swallows what follows, as it does for the mail server', () => {
		expect(parseMailboxes('"x, boss@corp.com, evil@x.io').map((m) => m.address)).toEqual([null]);
	});
});

test('several mailboxes come in order; commas in quotes, comments and brackets do not separate', () => {
	const header =
		'"Doe, Jane" <jane@example.com>, bob@example.com (Bob, the 2nd); Team: a@b.io, "c,d"@e.io;';
	expect(parseMailboxes(header)).toEqual([
		{ name: 'Doe, Jane', address: 'jane@example.com' },
		{ name: 'Bob, the 2nd', address: 'bob@example.com' },
		{ name: null, address: 'a@b.io' },
		{ name: null, address: '"c,d"@e.io' },
	]);
});

test('whatever the display name is, quoted as mail programs quote it, the address stays the same', () => {
	const quoted = (name: string) => `"${name.replace(/[\\"]/g, '\\$&')}"`;
	const name = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc
			.array(
				fc.constantFrom('"', '\\', '<', '>', '(', ')', ',', ';', ':', '@', ' ', 'boss@corp.com'),
			)
			.map((parts) => parts.join('')),
	);
	fc.assert(
		fc.property(name, (display) => {
			const mailboxes = parseMailboxes(`${quoted(display)} <evil@x.io>`);
			expect(mailboxes.map((mailbox) => mailbox.address)).toEqual(['evil@x.io']);
		}),
		{ numRuns: 5000 },
	);
});

describe('a name with a comma without quotes', () => {
	const read = (from: unknown) => {
		const { name, address, isLenient } = senderOf({ from });
		return { name, address, isLenient };
	};

	test.each(fieldCases('from'))('$id: $says', ({ mail, expect: expected }) =>
		expect(read(mail.from).address).toBe(expected.from),
	);

	test.each([
		['Doe, Jane <jane@example.com>', 'Doe, Jane'],
		['Doe, Jane, Dr. <jane@example.com>', 'Doe, Jane, Dr.'],
		['Müller, Zoë  <jane@example.com>', 'Müller, Zoë'],
		['Acme, <jane@example.com>', 'Acme'],
	])('%s is one sender, read leniently', (from, name) => {
		expect(read(from)).toEqual({ name, address: 'jane@example.com', isLenient: true });
		expect(read([from])).toEqual({ name, address: 'jane@example.com', isLenient: true });
	});

	test('in quotes, nothing is lenient', () =>
		expect(read('"Doe, Jane" <jane@example.com>').isLenient).toBeUndefined());

	test.each([
		'boss@corp.com, Evil <evil@x.io>',
		'boss at corp, evil@x.io',
		'Doe, jane@example.com',
		'Doe, Jane <jane@example.com>, Bob <bob@example.com>',
		'Doe <boss@corp.com>, Jane <jane@example.com>',
		'"boss@corp.com", Jane <jane@example.com>',
		'Doe (boss@corp.com), Jane <jane@example.com>',
		'Doe; Jane <jane@example.com>',
		'Team: Doe, Jane <jane@example.com>',
		'Doe, Jane <jane@example.com> <evil@x.io>',
		'Doe, Jane <jane@example.com> more',
		'Doe, Jane <jane@example.com>, more',
		'Doe, Jane <not an address>',
		'Doe, Jane <jane@example.com',
	])('%s can mean two things, and has no sender', (from) =>
		expect(read(from)).toMatchObject({ address: null }),
	);
});
