import { attributeOf, type Tag } from './htmlTokens';

/** Counts the items of a list. */
export interface Counter {
	next: number;
	step: 1 | -1;
}

/** Of a list, whose items have numbers if it is ordered. (HTML Living Standard, 4.4.5) */
export function counterOf(tag: Tag): Counter | undefined {
	if (!LISTS.has(tag.name)) return undefined;
	const isReversed = attributeOf(tag, 'reversed') !== undefined;
	return { next: whole(attributeOf(tag, 'start')) ?? 1, step: isReversed ? -1 : 1 };
}

const LISTS = new Set(['dir', 'menu', 'ol', 'ul']);

/** The number of an item, and what the next one gets. */
export function numberOf(item: Tag, counter: Counter | undefined): number {
	if (!counter) return 1;
	const number = whole(attributeOf(item, 'value')) ?? counter.next;
	counter.next = number + counter.step;
	return number;
}

function whole(text: string | undefined): number | undefined {
	const [found] = /^\s*-?\d{1,9}/.exec(text ?? '') ?? [];
	return found === undefined ? undefined : Number(found);
}

/**
 * What stands before an item.
 *
 * @param style as in CSS: `list-style-type`
 */
export function markerOf(style: string, number: number): string {
	if (style === 'none') return '';
	if (!/^(?:decimal|lower|upper)/.test(style)) return '- ';
	const written = style.endsWith('roman')
		? roman(number)
		: /alpha|latin/.test(style)
			? letters(number)
			: undefined;
	return `${style.startsWith('upper') ? written?.toUpperCase() : (written ?? number)}. `;
}

/** a to z, aa to zz, … (CSS Counter Styles 3: alphabetic) */
function letters(number: number): string | undefined {
	if (number < 1) return undefined;
	let word = '';
	for (let left = number; left > 0; left = Math.floor((left - 1) / 26)) {
		word = String.fromCharCode(97 + ((left - 1) % 26)) + word;
	}
	return word;
}

const ROMAN: Array<[number, string]> = [
	[1000, 'm'],
	[900, 'cm'],
	[500, 'd'],
	[400, 'cd'],
	[100, 'c'],
	[90, 'xc'],
	[50, 'l'],
	[40, 'xl'],
	[10, 'x'],
	[9, 'ix'],
	[5, 'v'],
	[4, 'iv'],
	[1, 'i'],
];

function roman(number: number): string | undefined {
	if (number < 1 || number > 3999) return undefined;
	let left = number;
	let word = '';
	for (const [value, digits] of ROMAN) {
		word += digits.repeat(Math.floor(left / value));
		left %= value;
	}
	return word;
}
