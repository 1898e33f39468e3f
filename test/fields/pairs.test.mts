import { describe, expect, test } from '@jest/globals';

import { metadata } from '../../nodes/AgentMail/fields/metadata.js';
import { outgoingOptions } from '../../nodes/AgentMail/fields/outgoing.js';
import type { Item } from '../../nodes/AgentMail/fields/item.js';

const given = (value: unknown) => ({ parameter: () => value }) as unknown as Item;
const row = (name: unknown, value: unknown) => ({ pair: [{ name, value }] });

describe('metadata', () => {
	test.each<[string, unknown, object | undefined]>([
		['an object', { seats: 5, vip: true, tier: 'gold' }, { seats: 5, vip: true, tier: 'gold' }],
		['JSON', '{"seats": 5, "vip": false}', { seats: 5, vip: false }],
		['a row with a number', row('seats', 5), { seats: 5 }],
		['a row with text', row(' seats ', '5'), { seats: '5' }],
		['a row with a list', row('tags', ['a']), { tags: '["a"]' }],
		['a row without a name', row('', 'x'), undefined],
		['a row that is none', { pair: [null] }, undefined],
		['a list of rows', [{ name: 'seats', value: 5 }], { seats: 5 }],
		['JSON of a list of rows', '[{ "name": "seats", "value": 5 }]', { seats: 5 }],
		['nothing', undefined, undefined],
	])('of %s', async (_what, value, expected) => {
		expect(await metadata.read(given(value), 'options.metadata')).toEqual(expected);
	});
});

test('headers are text, whatever an expression gives', async () => {
	expect(
		await outgoingOptions.headers.read(given({ 'X-Ticket-ID': 1042 }), 'options.headers'),
	).toEqual({
		'X-Ticket-ID': '1042',
	});
});
