import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { withoutUnread } from '../../nodes/AgentMail/agent/marks.js';
import { quotedForLog } from '../../nodes/AgentMail/events/log.js';
import { markup } from '../../nodes/AgentMail/humanReview/html.js';
import { senderWarning } from '../../nodes/AgentMail/mail/senderWarning.js';
import { asSeen, hidesSomething, spelledOut } from '../../nodes/AgentMail/shared/invisible.js';
import { safeFileName } from '../../nodes/AgentMail/transport/download.js';

type Range = readonly [from: number, to: number];

/** (Unicode 16, DerivedCoreProperties: Default_Ignorable_Code_Point) */
const IGNORABLE: Range[] = [
	...([0xad, 0x34f, 0x61c, 0x3164, 0xfeff, 0xffa0] as const).map((code): Range => [code, code]),
	[0x115f, 0x1160],
	[0x17b4, 0x17b5],
	[0x180b, 0x180f],
	[0x200b, 0x200f],
	[0x202a, 0x202e],
	[0x2060, 0x206f],
	[0xfe00, 0xfe0f],
	[0xfff0, 0xfff8],
	[0x1bca0, 0x1bca3],
	[0x1d173, 0x1d17a],
	[0xe0000, 0xe0fff],
];

/** (Unicode 16: categories Cc, Zl, Zp, Cs, and of Cf what is neither above nor a sign that is seen) */
const OTHERS: Range[] = [
	[0x00, 0x1f],
	[0x7f, 0x9f],
	[0x2028, 0x2029],
	[0xd800, 0xdfff],
	[0xfff9, 0xfffb],
	[0x13430, 0x1343f],
];

/** Letters and marks whose shape is empty. (Unicode 16: names of the characters) */
const BLANK = [0x2800, 0x16fe4, 0x13441, 0x13442, 0x1d159];

const invisible = new Set([
	...BLANK,
	...[...IGNORABLE, ...OTHERS].flatMap(([from, to]) =>
		Array.from({ length: to - from + 1 }, (_, index) => from + index),
	),
]);
const everyCharacter = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));

/** Those that are seen, many in a row: together they are looked at in a moment. */
const ROW = 256;
const rows = Array.from({ length: everyCharacter.length / ROW }, (_, index) =>
	everyCharacter.slice(index * ROW, (index + 1) * ROW),
);

/** The characters with which `show` gets it wrong: not seen and yet let through, or seen and yet changed. */
const mistakes = (show: (text: string) => boolean, but = '') =>
	rows.flatMap((row) => {
		const asked = row.filter((character) => !but.includes(character));
		const isUnseen = (character: string) => invisible.has(character.codePointAt(0)!);
		const seen = asked.filter((character) => !isUnseen(character));
		const changed = show(seen.join('')) ? [] : seen.filter((character) => !show(character));
		return [...asked.filter((character) => isUnseen(character) && show(character)), ...changed];
	});
/** Whether it comes out as itself, in a word of Latin letters. */
const letsThrough = (change: (text: string) => string) => (character: string) =>
	change(`pay${character}pal`).includes(character);

describe('of all code points, those that are not seen, and no others,', () => {
	test('are written out for a person', () =>
		expect(mistakes(letsThrough(spelledOut), '\t\n')).toEqual([]));

	test('are written out in an element and in an attribute', () => {
		const inMarkup = (text: string) => String(markup`<p title="${text}">${text}</p>`);
		// These stand in the markup itself, or in what escapes others.
		expect(mistakes(letsThrough(inMarkup), '\t\n&<>"\'`')).toEqual([]);
	});

	test('never reach a model', () =>
		expect(mistakes(letsThrough(withoutUnread), '\t\n\r')).toEqual([]));

	test('stand in no file name', () =>
		expect(
			mistakes(
				letsThrough((name) => safeFileName(name, 'file')),
				'/\\',
			),
		).toEqual([]));

	test('stand in no line of the log', () =>
		expect(mistakes(letsThrough((text) => quotedForLog(text)))).toEqual([]));

	test('are told of in the name of a sender', () => {
		const silent = (character: string) =>
			!senderWarning({ name: `pay${character}pal`, address: 'a@b.c' })?.includes('invisible');
		expect(mistakes(silent)).toEqual([]);
	});
});

describe('what needs unseen characters to be seen as it is', () => {
	test.each([
		['a family', '👩‍👧'],
		['a heart in red', '❤️'],
		['the flag of Wales', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
		['a key of a telephone', '1️⃣'],
		['Persian', 'می‌خواهم'],
		['Sinhala', 'ශ්‍රී'],
		['lines', 'one\n\ttwo'],
	])('%s stays', (_what, text) => {
		expect(spelledOut(text)).toBe(text);
		expect(asSeen(text)).toBe(text);
	});

	test.each([
		['a joiner that joins nothing', 'a\u200db', 'a⟨U+200D⟩b'],
		['two joiners between letters that join', 'ی\u200c\u200cخ', 'ی⟨U+200C⟩⟨U+200C⟩خ'],
		['tags behind a smile', '🙂\u{e0041}', '🙂⟨U+E0041⟩'],
		['variation selectors in a row', '❤\ufe0f\ufe0f', '❤\ufe0f⟨U+FE0F⟩'],
	])('%s does not', (_what, text, shown) => {
		expect(spelledOut(text)).toBe(shown);
		expect(hidesSomething(text)).toBe(true);
	});
});

test('whatever is hidden in a text, what is shown for it tells, once', () => {
	const hidden = fc.constantFrom(...invisible).map((code) => String.fromCodePoint(code));
	const text = fc.array(fc.oneof(hidden, fc.string({ unit: 'grapheme' }), fc.constant('👩‍👧')));
	fc.assert(
		fc.property(text, (parts) => {
			const shown = spelledOut(parts.join(''));
			expect(spelledOut(shown)).toBe(shown);
			expect(hidesSomething(shown.replace(/[\t\n]/g, ''))).toBe(false);
		}),
		{ numRuns: 2_000 },
	);
});
