import { describe, expect, test } from '@jest/globals';

import { choices } from '../../nodes/AgentMail/fields/list.js';
import type { Item } from '../../nodes/AgentMail/fields/item.js';

const field = choices({ displayName: 'Clear Fields' }, [
	{ name: 'BCC', value: 'bcc' },
	{ name: 'CC', value: 'cc' },
]);
const read = async (value: unknown) =>
	await field.read({ parameter: () => value } as unknown as Item, 'clearFields');

describe('any of a few values', () => {
	test.each([
		['an array', ['cc', 'bcc']],
		['words', 'cc, bcc'],
		['lines', 'cc\nbcc\n'],
		['a comma at the end', 'cc,bcc, '],
		['JSON, as a model gives it', '["cc", "bcc"]'],
	])('as %s', async (_what, value) => {
		expect(await read(value)).toEqual(['cc', 'bcc']);
	});

	test.each([[undefined], [''], [[]], ['[]']])('none in %j', async (value) => {
		expect(await read(value)).toEqual([]);
	});

	test('another one is refused with those that there are', async () => {
		await expect(read('cc, from')).rejects.toThrow('Clear Fields: "from" is not one of: bcc, cc.');
	});
});
