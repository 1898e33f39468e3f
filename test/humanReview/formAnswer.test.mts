import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { answersIn, enteredIn, nameOf } from '../../nodes/AgentMail/humanReview/formAnswer.js';
import type { FormField } from '../../nodes/AgentMail/humanReview/formFields.js';
import { TEXTS } from '../../nodes/AgentMail/humanReview/texts.js';

const field = (given: Partial<FormField>): FormField => ({
	type: 'text',
	label: 'Field',
	isRequired: false,
	placeholder: '',
	value: '',
	options: [],
	takesSeveral: false,
	least: 0,
	most: Number.MAX_SAFE_INTEGER,
	accepts: [],
	...given,
});
const enter = (given: Partial<FormField>, value: unknown) => {
	const entered = enteredIn([field(given)], new Map([[nameOf(0), value]]), TEXTS);
	return { problem: entered[0]!.problem, answer: answersIn(entered).Field };
};
const upload = (name: string, size: number, mimetype = 'text/plain') => ({
	filepath: '/nowhere',
	originalFilename: name,
	mimetype,
	size,
});
const several: Partial<FormField> = {
	type: 'checkbox',
	options: ['A', 'B', 'C'],
	takesSeveral: true,
};

describe('what is entered in a form', () => {
	test.each<[Partial<FormField>, unknown, unknown]>([
		[{ type: 'number' }, '-1.5e2', -150],
		[{ type: 'date' }, '2028-02-29', '2028-02-29'],
		[{ type: 'email' }, ' jane@example.com ', 'jane@example.com'],
		[{ type: 'textarea' }, ' a\r\nb ', ' a\nb '],
		[{ type: 'dropdown', options: ['A', 'B'] }, 'B', 'B'],
		[several, 'A', ['A']],
		[several, ['A', 'C'], ['A', 'C']],
		[several, undefined, []],
		[{}, '', null],
		[{ type: 'hiddenField', value: 'kept' }, 'changed', 'kept'],
		[{ label: 'Field' }, { toString: 'x' }, null],
	])('%j: %j comes out as %j', (given, value, answer) => {
		expect(enter(given, value)).toEqual({ problem: undefined, answer });
	});

	test.each<[Partial<FormField>, unknown, string]>([
		[{ isRequired: true }, ' ', 'Please fill in Field.'],
		[{ type: 'number' }, '12abc', 'Field must be a number.'],
		[{ type: 'number' }, '0x10', 'Field must be a number.'],
		[{ type: 'date' }, '2026-02-30', 'Field must be a date.'],
		[{ type: 'email' }, 'jane@', 'Field must be an email address'],
		[
			{ type: 'radio', options: ['A'] },
			'constructor',
			'Please choose one of the options of Field.',
		],
		[several, ['A', '__proto__'], 'Please choose only among the options of Field.'],
		[{ ...several, least: 2, most: 2 }, ['A'], 'Please choose exactly 2 of Field.'],
		[{ ...several, least: 2 }, ['A'], 'Please choose at least 2 of Field.'],
		[{ ...several, most: 1 }, ['A', 'B'], 'Please choose at most 1 of Field.'],
		[{}, 'a'.repeat(20_001), 'Please shorten it to 20000 characters.'],
		[{ type: 'file', isRequired: true }, undefined, 'Please fill in Field.'],
		[{ type: 'file' }, [upload('a', 1), upload('b', 1)], 'Field takes one file.'],
		[{ type: 'file' }, upload('a.txt', 9e6), 'the files may have 8 MB together.'],
		[{ type: 'file', accepts: ['.pdf'] }, upload('pdf.exe', 1), 'takes only these files: .pdf.'],
		[
			{ type: 'file', accepts: ['image/*'] },
			upload('a.png', 1),
			'takes only these files: image/*.',
		],
	])('%j: %j gets its sentence', (given, value, sentence) => {
		expect(enter(given, value).problem).toContain(sentence);
	});

	test('two files that are too large together are refused where the limit is passed', () => {
		const files = [field({ type: 'file', label: 'A' }), field({ type: 'file', label: 'B' })];
		const posted = new Map(files.map((_, index) => [nameOf(index), upload('a', 5e6)]));
		const problems = enteredIn(files, posted, TEXTS).map(({ problem }) => problem);
		expect(problems).toEqual([undefined, expect.stringContaining('B: the files may have 8 MB')]);
	});

	test('whatever is posted, only fields of the form come out, and nothing is thrown', () => {
		const fields = [
			field({ label: 'A' }),
			field({ label: '__proto__' }),
			field({ ...several, label: 'C' }),
		];
		const posted = fc.dictionary(
			fc.oneof(fc.string(), fc.constantFrom('field-0', 'field-1', 'field-2', '__proto__', 'text')),
			fc.anything(),
		);
		fc.assert(
			fc.property(posted, (body) => {
				const answers = answersIn(enteredIn(fields, new Map(Object.entries(body)), TEXTS));
				expect(Object.keys(answers)).toEqual(['A', '__proto__', 'C']);
				expect(Object.getPrototypeOf(answers)).toBe(Object.prototype);
			}),
		);
	});
});
