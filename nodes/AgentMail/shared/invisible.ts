/*
 * Characters that render to nothing or change how what stands around them reads: a subject, a name or a tool's argument
 * could say something else with them than a person sees.
 */

/**
 * Blank letters and marks that Unicode does not count among its ignorable characters: the empty Braille pattern, the
 * empty note head, the Khitan filler and the blanks of Egyptian hieroglyphs.
 */
const BLANK = String.raw`\u{16fe4}\u2800\u{13441}\u{13442}\u{1d159}`;

/** Format characters that are seen: the signs that Arabic and others put over a number. (Prepended_Concatenation_Mark) */
const SEEN = String.raw`\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}`;

/**
 * One character that is not seen: a control or format character, a separator of lines, half a character, and all that
 * Unicode lets a program ignore (fillers of Hangul, variation selectors, tags, what turns the direction of writing).
 */
const CHARACTER = String.raw`(?![${SEEN}])[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}${BLANK}]`;

const INVISIBLE = new RegExp(CHARACTER, 'gu');
const INVISIBLE_IN_LINES = new RegExp(String.raw`(?![\t\n])${CHARACTER}`, 'gu');
/** Unlike one with the flag `g`, it remembers no place. */
const ANY = new RegExp(CHARACTER, 'u');

export const hasInvisible = (text: string): boolean => ANY.test(text);

/** Whether anything is not seen, other than as a part of what is: see {@link visiblePartsOf}. */
export const hidesSomething = (line: string): boolean => ANY.test(line.replace(SIGN, ''));

/** All of the text that can be seen. Line breaks and tabs count as unseen. */
export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '');

/** Each character that is not seen becomes what `written` makes of it; line breaks and tabs count too. */
export const withInvisibleAs = (text: string, written: (character: string) => string): string =>
	text.replace(INVISIBLE, written);

/**
 * A text in which nothing can hide: what is not seen is written out as ⟨U+202E⟩. Line breaks and tabs stay, and what
 * a visible sign consists of: see {@link visiblePartsOf}.
 */
export function spelledOut(text: string): string {
	const lines = text.replace(/\r\n?/g, '\n');
	if (!ANY.test(lines)) return lines;
	return visiblePartsOf(lines, (part) =>
		part.replace(
			INVISIBLE_IN_LINES,
			(character) => `⟨U+${hexadecimalOf(character).toUpperCase().padStart(4, '0')}⟩`,
		),
	);
}

/** The text as a person sees it, with its line breaks and tabs. Emoji and joined letters stay whole. */
export function asSeen(text: string): string {
	const lines = text.replace(/\r\n?|[\u2028\u2029]/g, '\n');
	return visiblePartsOf(lines, (part) => part.replace(INVISIBLE_IN_LINES, ''));
}

/**
 * Changes a text outside of what needs unseen characters to be seen as it is: emoji of the standard's own list (a family,
 * a flag, a heart in red), and letters that one joiner joins or parts where the script is written so. Neither can hold
 * anything that is not seen.
 */
function visiblePartsOf(text: string, change: (part: string) => string): string {
	let changed = '';
	let from = 0;
	for (const { 0: sign, index } of text.matchAll(SIGN)) {
		changed += change(text.slice(from, index)) + sign;
		from = index + sign.length;
	}
	return changed + change(text.slice(from));
}

/** Scripts whose letters join, so that a joiner between two of them changes their shape. */
const JOINING =
	'Arabic Bengali Devanagari Gujarati Gurmukhi Kannada Khmer Malayalam Mongolian Myanmar Nko Oriya Sinhala Syriac Tamil Telugu Thaana'
		.split(' ')
		.map((script) => String.raw`\p{Script=${script}}`)
		.join('');

const JOINED = String.raw`[[${JOINING}]--\p{Default_Ignorable_Code_Point}]`;
/** Of the list of emoji, which is long, only those are looked for that can begin here. */
const EMOJI = String.raw`(?=[\p{Emoji}--\p{ASCII}]|[#*\d]\ufe0f)\p{RGI_Emoji}`;
const SIGN = new RegExp(String.raw`${EMOJI}|[\u200c\u200d](?=${JOINED})(?<=${JOINED}.)`, 'gv');

/** The number that Unicode gives a character: `9b`, `202e`. */
export const hexadecimalOf = (character: string) => (character.codePointAt(0) ?? 0).toString(16);
