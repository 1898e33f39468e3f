import { describe, expect, test } from '@jest/globals';

import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();

/** A conversation of `length` mails from Jane. With a timestamp all of them have it. */
async function conversation(length: number, timestamp?: string) {
	const from = 'jane@example.com';
	const first = await at.sandbox.receive(INBOX, {
		from,
		subject: 'Question',
		text: 'Mail 0',
		timestamp,
	});
	for (let i = 1; i < length; i++) {
		await at.sandbox.receive(INBOX, {
			from,
			subject: 'Re: Question',
			text: `Mail ${i}`,
			in_reply_to: first.message_id,
			timestamp,
		});
	}
	return byId(first.thread_id);
}

const thread = async (operation: string, parameters: object) =>
	(await at.engine.action({ resource: 'thread', operation, ...parameters })).map(
		({ json }) => json,
	);

describe('thread: get', () => {
	test.each([
		['as they come', undefined],
		['all in one moment', '2026-01-05T12:00:00.000Z'],
	])(
		'All Messages reads a long conversation to its beginning, oldest first, each message once: %s',
		async (_how, timestamp) => {
			const threadId = await conversation(130, timestamp);
			const [whole] = await thread('get', {
				threadId,
				options: { allMessages: true },
				simplify: false,
			});
			const texts = (whole!.messages as Array<{ text: string }>).map(({ text }) => text);
			expect(texts).toEqual(Array.from({ length: 130 }, (_, i) => `Mail ${i}`));
		},
	);
});

describe('thread: reply', () => {
	test('answers the last message', async () => {
		const threadId = await conversation(2);
		const [reply] = await thread('reply', { threadId, text: 'Here.' });
		const sent = at.sandbox.store.message(INBOX, reply!.message_id as string)!;
		const last = [...at.sandbox.store.messages.values()].find(({ text }) => text === 'Mail 1')!;
		expect(sent).toMatchObject({
			in_reply_to: last.message_id,
			thread_id: threadId.value,
			to: ['jane@example.com'],
			headers: { 'Auto-Submitted': 'auto-replied' },
		});
	});
});

test('a thread in the trash is out of the list, and back after Restore', async () => {
	const threadId = await conversation(2);
	const listed = async () => (await thread('getAll', {})).map(({ thread_id }) => thread_id);
	await thread('moveToTrash', { threadId });
	expect(await listed()).toEqual([]);
	await thread('restore', { threadId });
	expect(await listed()).toEqual([threadId.value]);
	await thread('delete', { threadId });
	expect(at.sandbox.store.threads.size).toBe(0);
});
