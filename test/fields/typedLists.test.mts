import { describe, expect, test } from '@jest/globals';

import type { Item } from '../../nodes/AgentMail/fields/item.js';
import { openChoices, wordList } from '../../nodes/AgentMail/fields/list.js';
import { recipients } from '../../nodes/AgentMail/fields/recipients.js';
import { asList, WORDS } from '../../nodes/AgentMail/shared/values.js';
import { splitAddresses } from '../../nodes/AgentMail/mail/address.js';

/** As people type them, and as other nodes, forms and models give them. */
const FORMS: Array<[what: string, given: (one: string, other: string) => unknown]> = [
	['commas', (one, other) => `${one}, ${other}`],
	['semicolons, as in Outlook', (one, other) => `${one}; ${other};`],
	['full-width commas', (one, other) => `${one}，${other}`],
	['full-width semicolons', (one, other) => `${one}；${other}`],
	['ideographic commas', (one, other) => `${one}、${other}`],
	['lines', (one, other) => `${one}\n${other}\n`],
	['lines of Windows', (one, other) => `${one}\r\n\r\n${other}\r\n`],
	['a list', (one, other) => [one, other]],
	['a list in a list', (one, other) => [[one, other]]],
	['lists in lists, with nothing in some', (one, other) => [[], [[one], [null, '']], other]],
	['JSON', (one, other) => JSON.stringify([one, other])],
	['JSON over several lines', (one, other) => JSON.stringify([one, other], null, 2)],
	['JSON of a list in a list', (one, other) => JSON.stringify([[one], [other]])],
	['objects with one property', (one, other) => [{ address: one }, { email: other }]],
	['values', (one, other) => [{ value: one }, { value: other }]],
	['JSON of objects', (one, other) => JSON.stringify([{ email: one }, { email: other }])],
	['characters that show nothing', (one, other) => `\u200b${one}\u2060, \ufeff${other}\u200e`],
	['the same in a list', (one, other) => [`\u200b${one}`, `${other}\u00a0`]],
	['a no-break space', (one, other) => `${one},\u00a0${other}`],
];

const from = (value: unknown) => ({ parameter: () => value }) as unknown as Item;

describe.each<[string, { read: (item: Item, path: string) => unknown }, string, string]>([
	['labels', wordList({ displayName: 'Labels' }), 'urgent', 'to answer'],
	['events', openChoices({ displayName: 'Events' }), 'message.received', 'message.sent'],
	['ids', wordList({ displayName: 'Inboxes' }), 'a@x.io', 'b@x.io'],
	['recipients', recipients({ displayName: 'To' }), 'a@x.io', 'b@x.io'],
])('%s are read from', (_what, field, one, other) => {
	test.each(FORMS)('%s', async (_form, given) => {
		expect(await field.read(from(given(one, other)), 'list')).toEqual([one, other]);
	});
});

describe('recipients', () => {
	const read = (value: unknown) => recipients({ displayName: 'To' }).read(from(value), 'to');

	test.each<[what: string, given: unknown, expected: string[]]>([
		['an address with a name', { address: 'a@x.io', name: 'Ann Ode' }, ['Ann Ode <a@x.io>']],
		[
			'a name that needs quotes',
			[{ email: 'a@x.io', name: 'Ode, "A" \\ Co.' }],
			[String.raw`"Ode, \"A\" \\ Co." <a@x.io>`],
		],
		['a name that is the address', { email: 'a@x.io', name: 'a@x.io' }, ['a@x.io']],
		['Microsoft Graph', [{ emailAddress: { name: 'Ann', address: 'a@x.io' } }], ['Ann <a@x.io>']],
		[
			"n8n's email triggers",
			{ value: [{ address: 'a@x.io', name: '' }], html: '<span>', text: 'a@x.io' },
			['a@x.io'],
		],
		['a list as one entry of a list', ['a@x.io, b@x.io; c@x.io'], ['a@x.io', 'b@x.io', 'c@x.io']],
		['names with a comma, in a list', ['Ode, Ann <a@x.io>'], ['Ode, Ann <a@x.io>']],
		['mailto:', 'mailto:a@x.io, <mailto:b@x.io>', ['a@x.io', '<b@x.io>']],
		['mailto: with a subject', 'mailto:a@x.io?subject=Hi', ['a@x.io']],
		['a link in Markdown', '[a@x.io](mailto:a@x.io)', ['a@x.io']],
		['links in Markdown', '[a@x.io](mailto:a@x.io), [b@x.io](b@x.io)', ['a@x.io', 'b@x.io']],
		['a name as a link', '[Ann Ode](mailto:a@x.io?subject=Hi)', ['Ann Ode <a@x.io>']],
		['a comma of another script in a name', '東京、営業 <a@x.io>', ['東京、営業 <a@x.io>']],
		['behind an address', '東京、営業 <a@x.io>、b@x.io', ['東京、営業 <a@x.io>', 'b@x.io']],
	])('%s', async (_what, given, expected) => {
		expect(await read(given)).toEqual(expected);
	});

	test.each([
		['a link that says one address and leads to another', '[a@x.io](mailto:evil@y.io)'],
		['an object without an address', { name: 'Ann', phone: '1' }],
		['broken JSON', '[a@x.io, b@x.io]'],
	])('%s is refused', (_what, given) => {
		expect(() => read(given)).toThrow(/^To: .* (?:is not|contains more than one) /);
	});
});

test('a list of text keeps the commas of its entries', () => {
	expect(asList(['Hello, world', 'a;b'], 'Subject', WORDS)).toEqual(['Hello, world', 'a;b']);
});

test('an emoji of several characters stays whole', () => {
	expect(asList('👩‍👧, ❤️', 'Labels', WORDS)).toEqual(['👩‍👧', '❤️']);
});

test('splitting an address list leaves out nothing but separators', () => {
	expect(splitAddresses('a@x.io、"b、c" <d@x.io>').join('|')).toBe('a@x.io|"b、c" <d@x.io>');
});
