import { expect, test } from '@jest/globals';

import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const LATER = '2099-01-01T09:00:00.000Z';
const writes = () => at.sandbox.requests.filter(({ method }) => method === 'POST');

const act = async (operation: string, more: object = {}, options: object = {}) => {
	const { message_id } = await at.sandbox.receive(INBOX, {
		...{ from: 'Jane <jane@example.com>', cc: 'bob@example.com', subject: 'Order' },
		text: 'Where is it?',
	});
	const [item] = await at.engine.action({
		...{ resource: 'message', operation, inboxId: byId(INBOX), messageId: byId(message_id) },
		...{ text: 'On its way', ...more, options: { sendAt: LATER, ...options } },
	});
	return item!.json;
};

test.each([
	['send', { to: 'jane@example.com', subject: 'Order' }, ['jane@example.com']],
	['reply', {}, ['Jane <jane@example.com>']],
	['replyAll', {}, ['Jane <jane@example.com>']],
	['forward', { to: 'boss@example.com' }, ['boss@example.com']],
])('%s with Send At waits as a draft', async (operation, more, to) => {
	const output = await act(operation, more);
	expect(output).toMatchObject({ send_at: LATER, send_status: 'scheduled' });
	const draft = at.sandbox.store.drafts.get(String(output.draft_id))!;
	expect(draft).toMatchObject({ to, text: expect.stringContaining('On its way') });
	expect(writes().map(({ path }) => path.split('/').at(-1))).toEqual(['drafts']);
});

test('with the same Idempotency Key makes one draft', async () => {
	const more = { to: 'jane@example.com', subject: 'Order' };
	const first = await act('send', more, { idempotencyKey: 'order-1' });
	expect(await act('send', more, { idempotencyKey: 'order-1' })).toEqual(first);
	expect(at.sandbox.store.drafts.size).toBe(1);
});

test('in the past, or with what drafts cannot have, sends nothing', async () => {
	const more = { to: 'jane@example.com', subject: 'Order' };
	await expect(act('send', more, { sendAt: '2020-01-01T00:00:00Z' })).rejects.toThrow(
		'in the past',
	);
	const headers = { pair: [{ name: 'X-Ticket', value: '1' }] };
	await expect(act('send', more, { headers })).rejects.toThrow('neither Headers nor Track Opens');
	expect(writes()).toEqual([]);
});
