import { describe, expect, test } from '@jest/globals';

import { required, text, trimmed } from '../../nodes/AgentMail/fields/field.js';
import type { Item } from '../../nodes/AgentMail/fields/item.js';
import { wordList } from '../../nodes/AgentMail/fields/list.js';

const given = (value: unknown) => ({ parameter: () => value }) as unknown as Item;

describe('a field that has to be filled in', () => {
	const query = required(trimmed(text({ displayName: 'Query' })), 'Enter words.');
	const labels = required(wordList({ displayName: 'Labels' }), 'Enter labels.');

	test('is marked in the panel', () => {
		expect(query.properties('query')).toEqual([expect.objectContaining({ required: true })]);
	});

	test('gives what is in it, without blanks around it', async () => {
		expect(await query.read(given(' invoice 1042\n'), 'query')).toBe('invoice 1042');
		expect(await labels.read(given('a, b'), 'labels')).toEqual(['a', 'b']);
	});

	test.each([[undefined], [''], ['  \n']])('with %j says what to enter', async (value) => {
		await expect(query.read(given(value), 'query')).rejects.toThrow('Query is empty. Enter words.');
	});

	test.each([[''], [' ,'], [[]], ['[]']])('that lists %j says what to enter', async (value) => {
		await expect(labels.read(given(value), 'labels')).rejects.toThrow(
			'Labels is empty. Enter labels.',
		);
	});
});
