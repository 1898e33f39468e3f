import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';

import { readTime } from '../../nodes/AgentMail/shared/time.js';
import { fieldCases } from '../fixtures/field.mjs';

const NEW_YORK = 'America/New_York';
const NINE = '2027-01-15T14:00:00.000Z';

const read = (value: unknown, zone = NEW_YORK) => {
	const time = readTime(value, zone);
	return 'at' in time ? time.at.toISOString() : time.refusal;
};

test.each(fieldCases('time').filter(({ value }) => value !== undefined))(
	'$id: $says',
	({ value, expect: expected }) =>
		expect(read(value)).toBe(expected.refused ? 'no date' : expected.at),
);

test('what an agent says of a day without its year is not made one of 2001', () => {
	const noYear = fieldCases('time').find(({ id }) => id === 'time-no-year');
	const { filters } = noYear?.resource as { filters: { after: string } };
	expect(read(filters.after)).toBe('no date');
});

describe('a time', () => {
	test.each([
		['of the date picker', '2027-01-15T09:00:00'],
		['with a space', '2027-01-15 09:00:00'],
		['with a zone', '2027-01-15T15:00:00+01:00'],
		['in UTC', '2027-01-15T14:00Z'],
		['in small letters', '2027-01-15t14:00z'],
		['of a database', '2027-01-15 14:00:00Z'],
		['of another', '2027-01-15 14:00:00+00'],
		['of the basic format', '20270115T140000Z'],
		['of an ordinal day', '2027-015T09:00'],
		['of a week', '2027-W02-5T09:00'],
		['with a named zone', '2027-01-15T15:00:00[Europe/Berlin]'],
		['of mail', 'Fri, 15 Jan 2027 15:00:00 +0100'],
		['of mail, without a weekday and with a comment', '15 Jan 2027 09:00 EST (New York)'],
		['of HTTP', 'Fri, 15 Jan 2027 14:00:00 GMT'],
		[
			'as JavaScript prints it',
			'Fri Jan 15 2027 15:00:00 GMT+0100 (Central European Standard Time)',
		],
		['in seconds', 1800021600],
		['in milliseconds', 1800021600000],
		['in seconds, as text', '1800021600'],
		['in milliseconds, as text', ' 1800021600000 '],
		['in JSON', '"2027-01-15T14:00:00.000Z"'],
		['as a date', new Date(NINE)],
		['of Luxon', DateTime.fromISO(NINE)],
		['of Luxon in another zone', DateTime.fromISO(NINE, { zone: 'Asia/Tokyo' })],
		['in American order', '1/15/2027, 9:00:00\u202fAM'],
		['in another order', '15/01/2027 9:00'],
		['with dots', '15.01.2027 09:00'],
		['with the year first', '2027/1/15 9:00 AM'],
		['with a name', 'January 15, 2027 9:00 AM'],
		['with a short one', '15 Jan 2027 9:00'],
		['as one says it', 'Friday, January 15th, 2027 at 9 AM'],
	])('%s', (_form, value) => expect(read(value)).toBe(NINE));

	test('without a time of day is midnight of the workflow', () => {
		expect(read('2027-07-01')).toBe('2027-07-01T04:00:00.000Z');
		expect(read('2027-07-01', 'Asia/Kolkata')).toBe('2027-06-30T18:30:00.000Z');
		expect(read('20270701', 'UTC')).toBe('2027-07-01T00:00:00.000Z');
		expect(read('5/5/2027', 'UTC')).toBe('2027-05-05T00:00:00.000Z');
	});
});

describe('is no date', () => {
	test.each([
		'2027-02-29',
		'2027-04-31T09:00',
		'2027-13-01',
		'2027-01-15T25:00',
		'2027-01-15T09:60',
		'Mon, 15 Jan 2027 09:00:00 +0100',
		'31 Feb 2027',
		'99/99/2027',
		'31/04/2027',
		'May 3',
		'3 May',
		'15/01/27',
		'2027',
		2027,
		'2027-01',
		'January 2027',
		'9:00',
		'tomorrow',
		'in 3 days',
		'now',
		0,
		-1,
		5,
		1e16,
		NaN,
		Infinity,
		true,
		{},
		[],
		new Date(NaN),
		'2027-01-15T09:00:00Z and more',
		'0000-01-01',
	])('%p', (value) => expect(read(value)).toBe('no date'));
});

test('two readings are told apart by nobody', () => {
	expect(readTime('01/02/2027', NEW_YORK)).toEqual({
		refusal: 'ambiguous',
		either: '2027-02-01',
		or: '2027-01-02',
	});
	expect(read('12.05.2027 9:00')).toBe('ambiguous');
	expect(read('1-2-2027')).toBe('ambiguous');
});

test('it is the same whatever zone the machine is in', () => {
	const before = process.env.TZ;
	try {
		for (const zone of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles']) {
			process.env.TZ = zone;
			expect(read('2027-01-15T09:00:00')).toBe(NINE);
			expect(read('Fri Jan 15 2027 15:00:00 GMT+0100 (CET)')).toBe(NINE);
		}
	} finally {
		process.env.TZ = before;
	}
});
