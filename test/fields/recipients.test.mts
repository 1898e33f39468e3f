import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { recipients } from '../../nodes/AgentMail/fields/recipients.js';
import type { Item } from '../../nodes/AgentMail/fields/item.js';
import { splitAddresses } from '../../nodes/AgentMail/mail/address.js';

const field = recipients({ displayName: 'To' });
const read = (value: unknown) => field.read({ parameter: () => value } as unknown as Item, 'to');

describe('recipients', () => {
	test.each<[string, unknown, string[]]>([
		['one', 'jane@example.com', ['jane@example.com']],
		['commas', 'a@x.io, b@x.io,c@x.io', ['a@x.io', 'b@x.io', 'c@x.io']],
		['lines and semicolons', 'a@x.io\nb@x.io; c@x.io', ['a@x.io', 'b@x.io', 'c@x.io']],
		['a comma inside quotes', '"victim@a.io, x" <me@x.io>', ['"victim@a.io, x" <me@x.io>']],
		[
			'an escaped quote',
			String.raw`"a\", b" <me@x.io>, c@x.io`,
			[String.raw`"a\", b" <me@x.io>`, 'c@x.io'],
		],
		['a comment', 'me@x.io (home, not work)', ['me@x.io (home, not work)']],
		['a JSON array', '["a@x.io", "Bob <b@x.io>"]', ['a@x.io', 'Bob <b@x.io>']],
		['an array', ['a@x.io', ' b@x.io '], ['a@x.io', 'b@x.io']],
		['commas at the ends', ',a@x.io,,', ['a@x.io']],
	])('%s', async (_what, value, expected) => {
		expect(await read(value)).toEqual(expected);
	});

	test.each([undefined, '', '   ', [], '[]', ','])('%j is nobody', async (value) => {
		expect(await read(value)).toBeUndefined();
	});

	test.each([
		['jane', 'is not an email address'],
		['Jane <jane>', 'is not an email address'],
		['a@x.io b@x.io', 'more than one address'],
		['<a@x.io> <b@x.io', 'more than one address'],
		[['a@x.io\r\nBcc: victim@y.io'], 'must be a single line'],
		[['a@x.io\0'], 'must be a single line'],
		['["a@x.io"', 'is not an email address'],
	])('%j is refused with a sentence', (value, sentence) => {
		expect(() => read(value)).toThrow(sentence);
	});

	test('a comma in a quoted local part separates nothing, not even behind a ">" in it', () => {
		expect(splitAddresses('Jane <"a>,b"@x.io>, c@x.io')).toEqual(['Jane <"a>,b"@x.io>', ' c@x.io']);
	});

	test('splitting loses no character', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'a@,;"<>()\\ \n') }), (text) => {
				const parts = splitAddresses(text);
				expect(parts.join(',').length).toBe(text.length);
			}),
		);
	});
});
