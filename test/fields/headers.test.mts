import { describe, expect, test } from '@jest/globals';

import { readAll } from '../../nodes/AgentMail/fields/field.js';
import { headers, to } from '../../nodes/AgentMail/fields/outgoing.js';

const read = async (name: string, value: unknown) =>
	await readAll({ headers, to }, {
		parameter: (path: string) => (path === name ? value : undefined),
	} as never);

const rows = (...pairs: Array<[string, string]>) => ({
	pair: pairs.map(([name, value]) => ({ name, value })),
});

describe('a header that could address a message or change what it is', () => {
	test.each([
		'Resent-To',
		'resent-bcc',
		'Apparently-To',
		'Return-Path',
		'Received',
		'MESSAGE-ID',
		'Date',
		'MIME-Version',
		'Content-Type',
		'content-transfer-encoding',
		'To',
		'bcc',
	])('%s is refused', async (name) => {
		await expect(read('headers', rows([name, 'x']))).rejects.toThrow(/can't be set under Headers/);
	});

	test('twice, in whatever case, is refused', async () => {
		await expect(read('headers', rows(['X-A', '1'], ['x-a', '2']))).rejects.toThrow(
			/is listed twice/,
		);
	});

	test.each(['a\u0000b', 'a\u001bb', 'a\u0085b'])(
		'with control characters (%j) is refused',
		async (value) => {
			await expect(read('headers', rows(['X-A', value]))).rejects.toThrow(
				/control characters|must be a single line/,
			);
		},
	);

	test('others stay', async () => {
		const { headers } = await read('headers', rows(['X-Ticket-ID', '1042'], ['List-ID', 'ü']));
		expect(headers).toEqual({ 'X-Ticket-ID': '1042', 'List-ID': 'ü' });
	});
});

describe('a recipient that was copied from elsewhere', () => {
	test.each([
		['mailto:jane@example.com', 'jane@example.com'],
		['Jane <mailto:jane@example.com>', 'Jane <jane@example.com>'],
		['jane@exam\u200bple.com', 'jane@example.com'],
		['\u202ajane@example.com\u202c', 'jane@example.com'],
		['"jane@example.com"', 'jane@example.com'],
		["'jane@example.com'", 'jane@example.com'],
		['jane@[IPv6:2001:db8::1]', 'jane@[IPv6:2001:db8::1]'],
	])('%j is %s', async (given, address) => {
		expect((await read('to', given)).to).toEqual([address]);
	});

	test.each(['jane@cor(x)p.com', 'jane(x)@corp.com', "jane@example.com'"])(
		'%s is refused',
		async (given) => {
			await expect(read('to', given)).rejects.toThrow(/is not an e-?mail address/);
		},
	);
});
