import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { IDataObject } from 'n8n-workflow';

import type { InboundMail } from '../../sandbox/index.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { TOOL } from '../../scripts/engine/engine.mjs';
import { byId, credentialFor, INBOX, useSandbox } from './fixture.mjs';
import { subjects, useWebSocketTrigger } from './webSocketListener.mjs';

const fixture = useSandbox();
const trigger = useWebSocketTrigger(fixture);
const { all, caughtUp, heard, publish } = trigger;

const hold = () => void (fixture.sandbox.settings.agentArmor = 'hold');

const receive = async (subject: string, more: Partial<InboundMail> = {}) =>
	await trigger.receive(subject, more);

const release = async (message_id: string) =>
	await fixture.engine.action({
		...{ resource: 'message', operation: 'release', inboxId: byId(INBOX) },
		...{ messageId: byId(message_id), reason: 'Known sender' },
	});

/** Nothing of what happens meanwhile reaches the trigger by its socket. */
async function duringAnOutage(act: () => Promise<unknown>): Promise<void> {
	const over = fixture.sandbox.faultFrames({ action: 'lost' });
	await act();
	over();
}

/** Until AgentMail has told the trigger so many times by its socket what it holds. */
const told = async (count: number) =>
	await waitUntil(`${count} events`, async () =>
		fixture.sandbox.store.ledger.events.filter(
			({ event_type }) => event_type === 'message.security.review',
		).length >= count
			? true
			: undefined,
	);

describe('the WebSocket trigger in Hold mode', () => {
	test('starts no run for held mail, however it looks for it', async () => {
		hold();
		const listening = await publish();
		await receive('Held', { review: true });
		await receive('Clear');
		await duringAnOutage(async () => await receive('Held in an outage', { review: true }));
		expect(subjects(await all(listening))).toEqual(['Clear']);
	});

	test('starts exactly one run for what is released while it listens', async () => {
		hold();
		const listening = await publish();
		const { message_id } = await receive('Held', { review: true });
		await release(message_id);
		expect(subjects(await all(listening))).toEqual(['Held']);
	});

	test('starts exactly one run for what was held before an outage and released in it', async () => {
		hold();
		const listening = await publish();
		// So old that no list of new mail has it.
		const timestamp = new Date(Date.now() - 3_600_000).toISOString();
		const { message_id } = await receive('Held', { review: true, timestamp });
		await told(1);
		await heard(listening);
		await duringAnOutage(async () => await release(message_id));
		expect(subjects(await all(listening))).toEqual(['Held']);
		await caughtUp(listening);
		expect(subjects(await all(listening))).toEqual(['Held']);
	});

	test.each([
		['before it was published', 'activate'],
		['before n8n started, longer ago than it looks back', 'init'],
	] as const)(
		'starts exactly one run for what was held %s and is released in an outage',
		async (_when, activation) => {
			hold();
			const timestamp = new Date(Date.now() - 3_600_000).toISOString();
			const { message_id } = await receive('Held', { review: true, timestamp });
			await receive('Held for good', { review: true, timestamp });
			const options = { lookBackHours: 0 };
			const listening = await publish({ options }, { activation });
			await heard(listening);
			await duringAnOutage(async () => await release(message_id));
			expect(subjects(await all(listening))).toEqual(['Held']);
			await caughtUp(listening);
			expect(subjects(await all(listening))).toEqual(['Held']);
		},
	);

	test('starts exactly one run for what was held and released in one outage, or later', async () => {
		hold();
		const listening = await publish();
		await heard(listening);
		let later = '';
		await duringAnOutage(async () => {
			const { message_id } = await receive('Released in the outage', { review: true });
			await release(message_id);
			later = (await receive('Released later', { review: true })).message_id;
		});
		expect(subjects(await all(listening))).toEqual(['Released in the outage']);
		await release(later);
		expect(subjects(await all(listening))).toEqual(['Released in the outage', 'Released later']);
	});

	test('with Only Clear Mail waits for a scan that is still running', async () => {
		hold();
		const listening = await publish({ filters: { onlyClear: true } });
		await heard(listening);
		fixture.sandbox.settings.scanMs = 600_000;
		let message_id = '';
		await duringAnOutage(async () => {
			({ message_id } = await receive('Scanned later'));
		});
		fixture.sandbox.settings.scanMs = 0;
		await caughtUp(listening);
		expect(subjects(await all(listening))).toEqual([]);
		const message = fixture.sandbox.store.message(INBOX, message_id)!;
		message.agent_armor = {
			...{ status: 'complete', verdict: 'clear', model: 'm' },
			completed_at: new Date().toISOString(),
		};
		expect(subjects(await all(listening))).toEqual(['Scanned later']);
	});

	test.each([400, 403, 404])(
		'listens also where AgentMail does not list what is held (HTTP %i)',
		async (status) => {
			// After a restart, what is held is asked for first.
			fixture.sandbox.fault({ match: { path: /threads$/ }, times: 1, action: { status } });
			const listening = await publish({}, { activation: 'init' });
			await receive('Hello');
			expect(subjects(await all(listening))).toEqual(['Hello']);
		},
	);

	test('listens at a server that knows nothing of Agent Armor', async () => {
		fixture.sandbox.settings.knowsAgentArmor = false;
		const listening = await publish();
		await receive('Hello');
		expect(subjects(await all(listening))).toEqual(['Hello']);
		expect(fixture.sandbox.sockets.subscriptions).toEqual([{ event_types: ['message.received'] }]);
	});
});

describe('every event of October 2026 over the WebSocket', () => {
	const folder = (name: string) => new URL(`../fixtures/${name}/`, import.meta.url);
	const files = ['events', 'event-variants'].flatMap((name) =>
		readdirSync(folder(name))
			.filter((file) => /security|calendar|agent_armor|released/.test(file))
			.map((file) => [file, new URL(file, folder(name))] as const),
	);

	test.each(files)('%s starts one run', async (_file, place) => {
		const content = JSON.parse(readFileSync(place, 'utf8')) as { payload?: IDataObject };
		const payload = (content.payload ?? content) as IDataObject & { event_type: string };
		const { event_type } = payload;
		const listening = await publish({ events: [event_type, 'message.sent'] });
		await fixture.sandbox.emit(payload);
		const [item] = await listening.ran(1);
		expect(item).toMatchObject({ event: { type: event_type, verified_by: 'websocket' } });
		expect(listening.failures).toEqual([]);
	});
});

describe('a verdict about an email', () => {
	test('comes with the email if that is wanted', async () => {
		hold();
		const listening = await publish({
			events: ['message.security.review'],
			options: { fetchFullMessage: true },
		});
		await receive('Held', { review: true });
		const [item] = await listening.ran(1);
		expect(item).toMatchObject({
			agent_armor: 'review',
			message: { subject: 'Held', text: 'About Held.' },
		});
		expect(item).not.toHaveProperty('sender_warning');
	});

	test('is not filtered by its sender, whom it does not name', async () => {
		fixture.sandbox.settings.agentArmor = 'monitor';
		const listening = await publish({
			events: ['message.security.completed'],
			filters: { senders: 'jane@example.com', conversation: 'new', labels: 'vip' },
		});
		await receive('Scanned');
		expect(await listening.ran(1)).toMatchObject([{ agent_armor: 'clear' }]);
	});
});

describe('what else leaves held mail alone', () => {
	const messages = async (operation: string, more: object = {}) =>
		await fixture.engine.action({
			...{ resource: 'message', operation, inboxId: byId(INBOX), ...more },
		});

	test('Wait For waits for another', async () => {
		hold();
		await receive('Code 1', { review: true });
		const waiting = messages('waitFor', { filters: { subject: 'Code' } });
		await receive('Code 2');
		expect(await waiting).toMatchObject([{ json: { subject: 'Code 2' } }]);
	});

	test.each([
		['searchMessages', ['Clear']],
		['searchHeldMessages', ['Held']],
	])('the picker %s shows %j', async (search, expected) => {
		hold();
		await receive('Held', { review: true });
		await receive('Clear');
		const { results } = await fixture.engine.method('listSearch', search, {
			inboxId: byId(INBOX),
		});
		expect(results.map(({ name }) => /· (.*) –/.exec(name)?.[1])).toEqual(expected);
	});
});

describe('an agent and a message under review', () => {
	const draft = async (more: object) =>
		await fixture.engine.action({
			...{ resource: 'draft', operation: 'create', inboxId: byId(INBOX), text: 'Hi', ...more },
		});
	const [PERSONAL, LABELS] = [{ to: 'boss@example.com' }, { labels: ['seen'] }];

	/** What acts on a message. Of the limited profiles, only what they let through at all. */
	const ACTS: Array<[string, string, object]> = [
		['replyOnly', 'message.reply', { text: 'Done' }],
		['replyOnly', 'thread.reply', { text: 'Done' }],
		['draftsOnly', 'draft.create', { draftType: 'reply', text: 'Done' }],
		['draftsOnly', 'draft.create', { draftType: 'forward', ...PERSONAL }],
		['full', 'message.reply', { text: 'Done' }],
		['full', 'message.replyAll', { text: 'Done' }],
		['full', 'message.forward', PERSONAL],
		['full', 'message.delete', {}],
		['full', 'message.markAsRead', {}],
		['full', 'message.moveToTrash', {}],
		['full', 'thread.reply', { text: 'Done' }],
		['full', 'thread.delete', {}],
		['full', 'thread.moveToTrash', {}],
		['full', 'draft.create', { draftType: 'reply', text: 'Done' }],
		['full', 'draft.create', { draftType: 'forward', ...PERSONAL }],
		['full', 'draft.send', {}],
		['full', 'label.add', { target: 'message', ...LABELS }],
		['full', 'label.remove', { target: 'thread', ...LABELS }],
	];

	/** One tool call, and what of it reached AgentMail. */
	async function call(profile: string, name: string, more: object, place: object) {
		const [resource, operation] = name.split('.');
		const start = fixture.sandbox.requests.length;
		const answer = fixture.engine.tool({
			...{ resource, operation, inboxId: byId(INBOX), ...place, ...more },
			...{ agentProfile: profile, ...(profile !== 'full' && { agentWorksIn: byId(INBOX) }) },
		});
		const said = await answer.then(
			() => 'done',
			({ message }: Error) => message,
		);
		const requests = fixture.sandbox.requests.slice(start);
		const isRead = ({ method }: { method: string }) => method === 'GET';
		return {
			said,
			reads: requests.filter(isRead).map(({ path, query }) => `${path} ${JSON.stringify(query)}`),
			changes: requests
				.filter((each) => !isRead(each))
				.map(({ method, path }) => `${method} ${path}`),
		};
	}

	async function arrived(review: boolean) {
		const { message_id, thread_id } = await receive('Pay now', { review });
		const [{ json }] = (await draft({ draftType: 'reply', messageId: byId(message_id) })) as [
			{ json: IDataObject },
		];
		return {
			messageId: byId(message_id),
			threadId: byId(thread_id),
			draftId: byId(String(json.draft_id)),
			scope: 'inbox',
		};
	}

	describe.each(['hold', 'monitor'] as const)('in %s', (mode) => {
		test.each(ACTS)('%s: %s %j is refused with a sentence, and not done', async (...act) => {
			fixture.sandbox.settings.agentArmor = mode;
			const { said, changes } = await call(...act, await arrived(true));
			expect(said).toMatch(/^Agent Armor wants a person to look at this message first, .+\.$/);
			expect(changes).toEqual([]);
		});
	});

	test.each(ACTS)('%s: %s %j is done with a clear message, which is read once', async (...act) => {
		hold();
		const { said, reads, changes } = await call(...act, await arrived(false));
		expect([said, changes.length]).toEqual(['done', 1]);
		expect(reads).toEqual([...new Set(reads)]);
	});

	test('a message that the agent has read before is looked at again when it acts on it', async () => {
		fixture.sandbox.settings.agentArmor = 'monitor';
		const place = await arrived(false);
		await call('replyOnly', 'message.get', {}, place);
		const { reads } = await call('replyOnly', 'message.reply', { text: 'Done' }, place);
		expect(reads.some((read) => read.includes('/messages/'))).toBe(true);
	});

	test('once it is released, the agent answers it', async () => {
		hold();
		const place = await arrived(true);
		await release(place.messageId.value);
		expect(await call('full', 'message.reply', { text: 'Done' }, place)).toMatchObject({
			said: 'done',
		});
	});

	test('several messages labelled at once are looked at one by one', async () => {
		hold();
		const clear = await receive('Clear');
		const held = await receive('Held', { review: true });
		const label = { resource: 'label', operation: 'add', target: 'message', ...LABELS };
		const items = [clear, held].map(({ message_id }) => ({ json: { message_id } }));
		const answer = fixture.engine.action(
			{ ...label, inboxId: byId(INBOX), messageId: byId('={{ $json.message_id }}') },
			items,
			{ type: TOOL },
		);
		await expect(answer).rejects.toThrow('under review');
		expect(fixture.sandbox.store.message(INBOX, held.message_id)?.labels).not.toContain('seen');
	});

	test('a key that may only reply replies: what it cannot read is for AgentMail to decide', async () => {
		const { message_id } = await receive('Hello');
		const apiKey = fixture.sandbox.createKey({ permissions: { message_send: true } });
		fixture.engine.useCredential({ ...credentialFor(fixture.sandbox), apiKey });
		const place = { messageId: byId(message_id) };
		expect(await call('full', 'message.reply', { text: 'Done' }, place)).toMatchObject({
			said: 'done',
		});
	});
});
