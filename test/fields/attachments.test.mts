import { describe, expect, test } from '@jest/globals';

import { attachments } from '../../nodes/AgentMail/fields/attachments.js';
import type { Item } from '../../nodes/AgentMail/fields/item.js';

const url = 'https://example.com/a.pdf';
const read = async (value: unknown) =>
	await attachments.read({ parameter: () => value } as unknown as Item, 'options.attachments');

describe('files to attach', () => {
	test.each([
		['a row that is no list', { attachment: { source: 'url', url } }],
		['rows of the panel', { attachment: [{ source: 'url', url }] }],
		['an object', { url }],
		['a list of objects', [{ url }]],
		['a list in a list', [[{ url }]]],
		['JSON of a list', JSON.stringify([{ url }])],
		['JSON of an object', JSON.stringify({ url })],
	])('are read from %s', async (_what, value) => {
		expect(await read(value)).toEqual([expect.objectContaining({ url })]);
	});

	test.each([[undefined], [null], [''], [{}], [[]], [{ attachment: [] }]])(
		'are none where %j stands',
		async (value) => {
			expect(await read(value)).toBeUndefined();
		},
	);

	test.each([true, 'true'])('are inline where Inline is %j', async (inline) => {
		expect(await read({ url, inline, contentId: 'a' })).toMatchObject([
			{ content_disposition: 'inline', content_id: 'a' },
		]);
	});

	test('that are inline without a Content ID, which no HTML could show, are refused', async () => {
		await expect(read({ url, inline: true })).rejects.toThrow('Inline needs a Content ID');
	});

	test.each([[[null]], [{ attachment: [null] }], [[{ url }, undefined]], [5], [[true]]])(
		'cannot be %j: a mail must not go out without one that was meant',
		async (value) => {
			await expect(read(value)).rejects.toThrow(/^Attachments: \w+ is not a file\. Enter/);
		},
	);
});
