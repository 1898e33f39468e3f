import { afterEach, expect, jest, test } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';

import { byId, credentialFor, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const inboxId = byId(INBOX);

afterEach(() => void jest.restoreAllMocks());

/** How often n8n's process got to do other things between each two readings of a parameter. */
async function turnsWhileReading(name: string, run: () => Promise<unknown>): Promise<number> {
	const { prototype } = at.engine.core.ExecuteContext;
	const read = prototype._getNodeParameter;
	const turnsAt: number[] = [];
	let turns = 0;
	let isOver = false;
	jest.spyOn(prototype, '_getNodeParameter').mockImplementation(function (
		this: unknown,
		...given: unknown[]
	) {
		if (given[0] === name) turnsAt.push(turns);
		return read.apply(this, given);
	});
	// To the node each of its looks at the clock comes ten milliseconds after the last one.
	let time = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => (time += 10));
	const others = (async () => {
		while (!isOver) {
			await turn();
			turns++;
		}
	})();
	await run().finally(() => (isOver = true));
	await others;
	return turnsAt.at(-1)! - turnsAt[0]!;
}

test.each([
	[
		'change labels',
		'messageId',
		{ resource: 'label', operation: 'add', labels: 'vip', messageId: byId('={{ $json.id }}') },
	],
	[
		'are asked about together',
		'message',
		{
			...{
				resource: 'message',
				operation: 'sendAndWait',
				to: 'jane@example.com',
				subject: 'May I?',
			},
			message: '={{ $json.id }}',
		},
	],
])('n8n answers others while items that %s are read', async (_what, name, parameters) => {
	const items = Array.from({ length: 100 }, (_, i) => ({ id: `<${i}@example.com>` }));
	const turns = await turnsWhileReading(name, async () => {
		await at.engine.action({ ...parameters, inboxId }, items).catch(() => undefined);
	});
	expect(turns).toBeGreaterThanOrEqual(10);
});

test('n8n decrypts the credential once, not for each item', async () => {
	let decrypted = 0;
	at.engine.useCredential({
		...credentialFor(at.sandbox),
		// n8n makes a copy each time, and so reads it.
		get apiKey() {
			decrypted++;
			return at.sandbox.apiKey;
		},
	});
	jest.spyOn(Date, 'now').mockReturnValue(Date.now());
	const send = { resource: 'message', operation: 'send', inboxId, to: 'a@b.io', text: 'Hello' };
	expect(await at.engine.action(send, Array(30).fill({}))).toHaveLength(30);
	expect(decrypted).toBe(1);
});
