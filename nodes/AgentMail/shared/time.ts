import { DateTime } from 'luxon';

/** What a text of a time turned out to be. */
export type ReadTime =
	{ at: Date } | { refusal: 'no date' } | { refusal: 'ambiguous'; either: string; or: string };

/**
 * A time as people, date pickers, expressions and models give it: ISO 8601, RFC 2822, SQL, a date with the name of a
 * month or unmistakable numbers, what JavaScript prints, Unix seconds or milliseconds, a date of Luxon's or JavaScript's.
 * What names no day that there is, or no year, is refused: `Date.parse` makes May 2001 of "May 3".
 *
 * @param zone in which a time is meant that names none
 */
export function readTime(value: unknown, zone: string): ReadTime {
	if (typeof value === 'number') return asTime(ofNumber(value));
	const moment = millisecondsOf(value);
	if (moment !== undefined) return asTime(DateTime.fromMillis(moment));
	const text = typeof value === 'string' ? plain(value) : '';
	if (/^\d+(?:\.\d+)?$/.test(text) && text.length !== DAY_OF_DIGITS)
		return asTime(ofNumber(Number(text)));
	return inNumbers(text, zone) ?? asTime(READERS.map((read) => read(text, zone)).find(isDay));
}

/** `20270131` is a day. */
const DAY_OF_DIGITS = 8;

function asTime(time: DateTime | undefined): ReadTime {
	return time && isDay(time) ? { at: time.toJSDate() } : { refusal: 'no date' };
}

const isDay = (time: DateTime | undefined) =>
	time !== undefined && time.isValid && time.year >= 1900 && time.year <= 9999;

/** An object of another context is no instance of our classes. */
function millisecondsOf(value: unknown): number | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	if ('toMillis' in value && typeof value.toMillis === 'function') return Number(value.toMillis());
	if ('getTime' in value && typeof value.getTime === 'function') return Number(value.getTime());
	return undefined;
}

/** Quotes of JSON, spaces of other alphabets and what is written twice mean nothing. */
const plain = (text: string) => text.replaceAll('"', '').replace(/\s+/g, ' ').trim();

/** Seconds of the years 1973 to 5138 have fewer digits than milliseconds of them. Smaller numbers are no time at all. */
const SMALLEST = 1e8;
const SECONDS_END = 1e11;
const MILLISECONDS_END = 1e14;

function ofNumber(value: number): DateTime | undefined {
	if (!(value >= SMALLEST && value < MILLISECONDS_END)) return undefined;
	return value < SECONDS_END ? DateTime.fromSeconds(value) : DateTime.fromMillis(value);
}

type Reader = (text: string, zone: string) => DateTime | undefined;

const TIME_OF_DAY = ['', ' H:mm', ' H:mm:ss', ' h:mm a', ' h:mm:ss a', ' h a'];
const NAMED_DAYS = ['d MMM yyyy', 'MMM d yyyy', 'd MMMM yyyy', 'MMMM d yyyy'];

const READERS: Reader[] = [
	// A year or a month is no point in time.
	(text, zone) =>
		/^\d{4}-?\d\d-?\d\d|^\d{4}-?(?:\d{3}|W\d\d-?\d)(?:T|$)/i.test(text)
			? DateTime.fromISO(text.toUpperCase().replace(/ (?=Z$|[+-]\d)/, ''), { zone })
			: undefined,
	(text, zone) =>
		/^\d{4}-\d\d-\d\d /.test(text)
			? DateTime.fromSQL(text.replace(/Z$/i, ' UTC'), { zone })
			: undefined,
	(text, zone) =>
		/^\d{4}([-/.])\d{1,2}\1\d{1,2}/.test(text)
			? inFormats(text.replace(/^(\d+).(\d+).(\d+),?/, '$1-$2-$3'), ['yyyy-M-d'], zone)
			: undefined,
	(text) => DateTime.fromRFC2822(text),
	(text) => DateTime.fromHTTP(text),
	// What JavaScript prints; the name of the zone behind it says nothing more.
	(text) =>
		DateTime.fromFormat(text.replace(/ \(.*\)$/, ''), "EEE MMM dd yyyy HH:mm:ss 'GMT'ZZZ", ENGLISH),
	(text, zone) => {
		const written = text
			.replace(/^[a-z]+day,? |,|\bat /gi, '')
			.replace(/(\d)(?:st|nd|rd|th)\b/i, '$1');
		return inFormats(written, NAMED_DAYS, zone);
	},
];

/** A day in one of the formats, and behind it a time of day or nothing. */
function inFormats(text: string, days: string[], zone: string): DateTime | undefined {
	return days
		.flatMap((day) => TIME_OF_DAY.map((time) => day + time))
		.map((format) => DateTime.fromFormat(text, format, { zone, ...ENGLISH }))
		.find(isDay);
}

const ENGLISH = { locale: 'en-US' };

/** Day and month in one order or the other; `undefined` for another form. */
function inNumbers(text: string, zone: string): ReadTime | undefined {
	const found = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,? (.+))?$/.exec(text);
	if (!found) return undefined;
	const [, first = '', , second = '', year = '', rest] = found;
	const read = (day: string, month: string) =>
		inFormats([day, month, year, rest].filter(Boolean).join(' '), ['d M yyyy'], zone);
	const [dayFirst, monthFirst] = [read(first, second), read(second, first)];
	if (dayFirst && monthFirst && !dayFirst.equals(monthFirst)) {
		const [either, or] = [dayFirst.toFormat('yyyy-MM-dd'), monthFirst.toFormat('yyyy-MM-dd')];
		return { refusal: 'ambiguous', either, or };
	}
	return asTime(dayFirst ?? monthFirst);
}
