import { expect, jest, test } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';

import { parameterReader } from '../../nodes/AgentMail/operation/parameters.js';

test('n8n is asked once for what is the same for all items, and for each item for the rest', () => {
	const written: Record<string, unknown> = {
		subject: 'Hello',
		to: '={{ $json.address }}',
		inboxId: { mode: 'id', value: 'a@example.com' },
		headers: { pair: [{ name: 'X-Order', value: '={{ $json.order }}' }] },
	};
	const resolve = jest.fn((name: string, index: number) => `${name} of ${index}`);
	const getNodeParameter = (
		name: string,
		index: number,
		fallback: unknown,
		options?: { rawExpressions?: boolean },
	) => (options?.rawExpressions ? (written[name] ?? fallback) : resolve(name, index));
	const read = parameterReader({ getNodeParameter } as unknown as IExecuteFunctions);

	for (let index = 0; index < 1000; index++) {
		for (const name of [...Object.keys(written), 'missing']) read(name, index);
	}

	const asked = (name: string) => resolve.mock.calls.filter(([each]) => each === name).length;
	expect(['subject', 'inboxId', 'missing'].map(asked)).toEqual([1, 1, 1]);
	expect(['to', 'headers'].map(asked)).toEqual([1000, 1000]);
});
