import { expect, test } from '@jest/globals';

import { timings } from '../../nodes/AgentMail/transport/timings.js';
import { built } from '../../scripts/engine/engine.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
/** The times of the built node, made short. */
Object.assign((built('transport/timings') as { timings: typeof timings }).timings, {
	firstWait: 5,
});

const MISSING = {
	status: 404,
	body: { name: 'NotFoundError', code: 'not_found', message: 'Inbox not found' },
};
const send = async (inbox: string) =>
	await at.engine.action({
		...{ resource: 'message', operation: 'send', inboxId: byId(inbox) },
		...{ to: 'jane@example.com', subject: 'Hi', text: 'Hello' },
	});
const sends = () =>
	at.sandbox.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/send'));

test('a send from an inbox that was just created is repeated while AgentMail does not know it', async () => {
	const [inbox] = await at.engine.action({
		...{ resource: 'inbox', operation: 'create', username: 'new' },
	});
	at.sandbox.fault({ match: { path: /\/send$/ }, times: 2, action: MISSING });
	await send(String(inbox!.json.inbox_id));
	expect(sends().map(({ status }) => status)).toEqual([404, 404, 200]);
	const keys = sends().map(({ headers }) => headers['idempotency-key']);
	expect(new Set(keys).size).toBe(1);
});

test('so is a draft in it', async () => {
	const { inbox_id } = at.sandbox.createInbox({ username: 'drafts' });
	at.sandbox.fault({ match: { method: 'POST', path: /\/drafts$/ }, times: 1, action: MISSING });
	const [draft] = await at.engine.action({
		...{ resource: 'draft', operation: 'create', inboxId: byId(inbox_id) },
		...{ to: 'jane@example.com', text: 'Hello' },
	});
	expect(draft!.json.draft_id).toBeDefined();
});

test('also if another process created it', async () => {
	const { inbox_id } = at.sandbox.createInbox({ username: 'other' });
	at.sandbox.fault({ match: { path: /\/send$/ }, times: 1, action: MISSING });
	await send(inbox_id);
	expect(sends()).toHaveLength(2);
});

test('an inbox that is there for longer is not waited for, nor one that is not there', async () => {
	at.sandbox.store.inboxes.get(INBOX)!.created_at = '2026-01-01T00:00:00.000Z';
	at.sandbox.fault({ match: { path: /\/send$/ }, times: 1, action: MISSING });
	await expect(send(INBOX)).rejects.toThrow('not found');
	await expect(send('nobody@agentmail.to')).rejects.toThrow('not found');
	expect(sends()).toHaveLength(2);
});

test('is given up in the end', async () => {
	const { inbox_id } = at.sandbox.createInbox({ username: 'never' });
	at.sandbox.fault({ match: { path: /\/send$/ }, action: MISSING });
	await expect(send(inbox_id)).rejects.toThrow('not found');
	expect(sends()).toHaveLength(5);
});

test('a paused inbox says that it is paused', async () => {
	at.sandbox.store.inboxes.get(INBOX)!.status = 'paused';
	await expect(send(INBOX)).rejects.toThrow('This inbox is paused');
});
