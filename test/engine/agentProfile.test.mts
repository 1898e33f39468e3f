import { describe, expect, test } from '@jest/globals';

import { toolResources } from '../../nodes/AgentMail/resources/index.js';
import { byId, INBOX, useSandbox } from './fixture.mjs';
import { prepareMailbox } from '../../scripts/engine/mailbox.mjs';

const at = useSandbox();

type ProfileName = 'draftsOnly' | 'readOnly' | 'replyOnly';
const PROFILES: ProfileName[] = ['draftsOnly', 'readOnly', 'replyOnly'];

/** What each operation does, as a person would sort them. `settings` is what is no mail of the inbox. */
type Effect =
	'reads' | 'writesDraft' | 'replies' | 'repliesToAll' | 'sends' | 'changes' | 'settings';

const EFFECTS: Record<string, Effect> = {
	'message.send': 'sends',
	'message.delete': 'changes',
	'message.downloadAttachment': 'reads',
	'message.downloadRaw': 'reads',
	'message.forward': 'sends',
	'message.get': 'reads',
	'message.getAttachmentText': 'reads',
	'message.getAll': 'reads',
	'message.markAsRead': 'changes',
	'message.markAsUnread': 'changes',
	'message.moveToTrash': 'changes',
	'message.reply': 'replies',
	'message.replyAll': 'repliesToAll',
	'message.restore': 'changes',
	'message.search': 'reads',
	'message.waitFor': 'reads',
	'thread.get': 'reads',
	'thread.delete': 'changes',
	'thread.downloadAttachment': 'reads',
	'thread.getAll': 'reads',
	'thread.moveToTrash': 'changes',
	'thread.reply': 'replies',
	'thread.restore': 'changes',
	'thread.search': 'reads',
	'draft.create': 'writesDraft',
	'draft.delete': 'writesDraft',
	'draft.downloadAttachment': 'reads',
	'draft.get': 'reads',
	'draft.getAll': 'reads',
	'draft.send': 'sends',
	'draft.update': 'writesDraft',
	'label.add': 'changes',
	'label.remove': 'changes',
	'label.update': 'changes',
	'inbox.create': 'settings',
	'inbox.delete': 'settings',
	'inbox.get': 'reads',
	// One inbox is no list: the agent works in it.
	'inbox.getAll': 'settings',
	'inbox.getEvents': 'reads',
	'inbox.search': 'settings',
	'inbox.update': 'settings',
	'pod.create': 'settings',
	'pod.delete': 'settings',
	'pod.get': 'settings',
	'pod.getAll': 'settings',
};

const ALLOWED: Record<ProfileName, Effect[]> = {
	draftsOnly: ['reads', 'writesDraft'],
	readOnly: ['reads'],
	replyOnly: ['reads', 'replies'],
};

/** Every refusal says that it is about this tool, and what to do instead. */
const REFUSAL =
	/^(This tool (may only|may not|works only|gives access)|An AI agent cannot).+\. \S.*\.$/s;

const within = { agentWorksIn: byId(INBOX) };

const asTool = async (...call: Parameters<typeof at.engine.tool>) => await at.engine.tool(...call);

const failureOf = async (parameters: object) =>
	await asTool(parameters).then(
		() => '',
		({ message }: Error) => message,
	);

/** What changes something at the API, tests' own preparations left out. */
function changesSince(start: number) {
	return at.sandbox.requests
		.slice(start)
		.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/batch-get'))
		.map(({ method, path }) => `${method} ${path}`);
}

const receive = async (mail: object = {}) =>
	await at.sandbox.receive(INBOX, { from: 'Jane <jane@example.com>', subject: 'Order', ...mail });

/** A draft that somebody wrote in AgentMail's console. */
async function personsDraft() {
	const { url, apiKey } = at.sandbox;
	const answer = await fetch(`${url}/v0/inboxes/${INBOX}/drafts`, {
		method: 'POST',
		headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify({ to: ['jane@example.com'], subject: 'Mine' }),
	});
	return (await answer.json()) as { draft_id: string };
}

/** A draft that nobody has scheduled. */
async function aDraft(inbox = INBOX): Promise<string> {
	const [draft] = await at.engine.action({
		resource: 'draft',
		operation: 'create',
		inboxId: byId(inbox),
		to: 'jane@example.com',
		text: 'Soon',
	});
	return String(draft!.json.draft_id);
}

test('every operation is sorted: a new one needs a line in the table above', () => {
	const all = toolResources.flatMap(({ value, operations }) =>
		Object.keys(operations).map((operation) => `${value}.${operation}`),
	);
	expect(Object.keys(EFFECTS).sort()).toEqual(all.sort());
});

describe.each(PROFILES)('%s', (agentProfile) => {
	const allows = (effect: Effect) => ALLOWED[agentProfile].includes(effect);
	const operations = Object.entries(EFFECTS);

	const callOf = async () => {
		const parameters = await prepareMailbox(at.sandbox);
		const draftId = byId(await aDraft());
		return (name: string) => ({
			...parameters(name),
			...(name === 'draft.downloadAttachment' ? {} : { draftId }),
			resource: name.split('.')[0],
			operation: name.split('.')[1],
			agentProfile,
			...within,
		});
	};

	test.each(operations.filter(([, effect]) => allows(effect)))('lets %s through', async (name) => {
		await expect(asTool((await callOf())(name))).resolves.toHaveLength(1);
	});

	test('stops everything else with a sentence, before anything is done', async () => {
		const call = await callOf();
		for (const [name] of operations.filter(([, effect]) => !allows(effect))) {
			const start = at.sandbox.requests.length;
			const failure = await failureOf(call(name));
			expect([name, failure]).toEqual([name, expect.stringMatching(REFUSAL)]);
			expect([name, changesSince(start)]).toEqual([name, []]);
		}
	}, 120_000);

	test('an operation that n8n adds by itself is none', async () => {
		const custom = { resource: 'message', operation: '__CUSTOM_API_CALL__', agentProfile };
		const start = at.sandbox.requests.length;
		await failureOf({ ...custom, ...within });
		expect(changesSince(start)).toEqual([]);
	});
});

describe('the inbox', () => {
	const readOnly = { agentProfile: 'readOnly', ...within };

	test('of another name is refused, and the refusal names the right one', async () => {
		const other = at.sandbox.createInbox({ username: 'boss' }).inbox_id;
		const read = { resource: 'message', operation: 'getAll', ...readOnly };
		for (const inboxId of [other, INBOX.toUpperCase(), `${INBOX}/../${other}`]) {
			expect(await failureOf({ ...read, inboxId: byId(inboxId) })).toContain(
				`Use ${INBOX} as Inbox`,
			);
		}
	});

	test('is what a search of the whole organization becomes', async () => {
		const other = at.sandbox.createInbox({ username: 'boss' }).inbox_id;
		await at.sandbox.receive(other, { from: 'jane@example.com', subject: 'Order of the boss' });
		const mine = await receive({ subject: 'Order of mine' });
		for (const operation of ['search', 'getAll']) {
			const [found] = await asTool({
				resource: 'thread',
				operation,
				scope: 'organization',
				query: 'Order',
				...readOnly,
			});
			const threads = found!.json.threads as Array<{ thread_id: string }>;
			expect(threads.map(({ thread_id }) => thread_id)).toEqual([mine.thread_id]);
		}
	});

	test.each(['message', 'thread', 'draft'])(
		'does not give a %s of another inbox by its id',
		async (resource) => {
			const other = at.sandbox.createInbox({ username: 'boss' }).inbox_id;
			const mail = await at.sandbox.receive(other, { from: 'jane@example.com', text: 'Secret' });
			const failure = await failureOf({
				resource,
				operation: 'get',
				scope: 'organization',
				inboxId: byId(INBOX),
				messageId: byId(mail.message_id),
				threadId: byId(mail.thread_id),
				draftId: byId(await aDraft(other)),
				...readOnly,
			});
			expect(failure).toMatch(/not found/i);
			expect(failure).not.toContain('Secret');
		},
	);

	test('of a pod may be any of the pod, and none outside of it', async () => {
		const [pod] = await at.engine.action({ resource: 'pod', operation: 'create', name: 'Tenant' });
		const pod_id = String(pod!.json.pod_id);
		const inside = at.sandbox.createInbox({ username: 'tenant', pod_id }).inbox_id;
		const inPod = {
			agentProfile: 'readOnly',
			agentWorksIn: byId(pod_id),
			operation: 'getAll',
		};
		const list = { ...inPod, resource: 'message' };
		await expect(asTool({ ...list, inboxId: byId(inside) })).resolves.toHaveLength(1);
		expect(await failureOf({ ...list, inboxId: byId(INBOX) })).toMatch(REFUSAL);
		const [inboxes] = await asTool({ ...inPod, resource: 'inbox' });
		expect(inboxes!.json.inboxes).toMatchObject([{ inbox_id: inside }]);
	});
});

describe('use everything', () => {
	const everything = { agentProfile: 'full', ...within };
	const mail = { resource: 'message', operation: 'send', to: 'jane@example.com', text: 'Hello' };

	test('in one inbox lets all of it through there', async () => {
		await expect(asTool({ ...mail, ...everything, inboxId: byId(INBOX) })).resolves.toHaveLength(1);
	});

	test('in one inbox stays in that inbox', async () => {
		const other = at.sandbox.createInbox({ username: 'boss' }).inbox_id;
		const start = at.sandbox.requests.length;
		const failures = [
			await failureOf({ ...mail, ...everything, inboxId: byId(other) }),
			await failureOf({
				resource: 'inbox',
				operation: 'delete',
				inboxId: byId(other),
				...everything,
			}),
			await failureOf({ resource: 'pod', operation: 'create', name: 'Tenant', ...everything }),
		];
		for (const failure of failures) expect(failure).toMatch(REFUSAL);
		expect(changesSince(start)).toEqual([]);
	});

	test('without a place is held by the API key alone', async () => {
		const other = at.sandbox.createInbox({ username: 'boss' }).inbox_id;
		await expect(asTool({ ...mail, inboxId: byId(other) })).resolves.toHaveLength(1);
	});
});

describe('a profile that an agent could have filled', () => {
	const list = { resource: 'message', operation: 'getAll', inboxId: byId(INBOX) };
	const fromModel = "={{ $fromAI('Inbox') }}";

	const NOT_SET_UP = /^This tool is not set up/;

	test.each([
		['the profile', { agentProfile: fromModel, ...within }],
		['the inbox', { agentProfile: 'readOnly', agentWorksIn: byId(fromModel) }],
		['the inbox, bare', { agentProfile: 'readOnly', agentWorksIn: fromModel }],
		['nothing', { agentProfile: 'readOnly' }],
		['an unknown one', { agentProfile: 'constructor', ...within }],
	])('is refused before anything is asked: %s', async (_what, profile) => {
		const start = at.sandbox.requests.length;
		expect(await failureOf({ ...list, ...profile })).toMatch(NOT_SET_UP);
		expect(at.sandbox.requests.slice(start)).toEqual([]);
	});

	test('does not concern the node in a workflow', async () => {
		const profile = { agentProfile: 'readOnly', ...within };
		const mail = { to: 'jane@example.com', text: 'Hello' };
		await expect(
			at.engine.action({ ...list, operation: 'send', ...mail, ...profile }),
		).resolves.toHaveLength(1);
	});

	test('the operation takes no expression either', async () => {
		const start = at.sandbox.requests.length;
		const failure = await failureOf({
			...list,
			operation: "={{ 'se' + 'nd' }}",
			to: 'jane@example.com',
			agentProfile: 'readOnly',
			...within,
		});
		expect(failure).toMatch(/does not know/);
		expect(changesSince(start)).toEqual([]);
	});
});

describe('drafts only', () => {
	const profile = {
		resource: 'draft',
		agentProfile: 'draftsOnly',
		...within,
		inboxId: byId(INBOX),
	};
	const create = { ...profile, operation: 'create', to: 'jane@example.com', text: 'Soon' };
	const link = { source: 'url', url: 'https://example.com/a.pdf' };

	test('a draft is not scheduled', async () => {
		const draftId = byId(await aDraft());
		const sendAt = '2099-01-01T09:00:00Z';
		for (const call of [
			{ ...create, options: { sendAt } },
			{ ...profile, operation: 'update', draftId, updateFields: { sendAt } },
		])
			expect(await failureOf(call)).toMatch(/may not schedule/);
	});

	test('a scheduled draft is not changed: it would go out by itself', async () => {
		const [draft] = await at.engine.action({
			...create,
			options: { sendAt: '2099-01-01T09:00:00Z' },
		});
		const draftId = byId(String(draft!.json.draft_id));
		for (const call of [
			{ operation: 'update', updateFields: { to: 'evil@example.com' } },
			{ operation: 'update', clearFields: ['send_at'] },
			{ operation: 'delete' },
		])
			expect(await failureOf({ ...profile, draftId, ...call })).toMatch(/is scheduled/);
	});

	test("a person's draft is not changed or deleted, unless that is allowed", async () => {
		const { draft_id } = await personsDraft();
		const calls = [
			{ operation: 'update', updateFields: { bcc: 'evil@example.com' } },
			{ operation: 'delete' },
		].map((call) => ({ ...profile, draftId: byId(draft_id), ...call }));
		for (const call of calls) {
			expect(await failureOf(call)).toMatch(/may be a person's/);
		}
		expect(at.sandbox.store.drafts.get(draft_id)).toMatchObject({ subject: 'Mine' });
		for (const call of calls) {
			expect(await failureOf({ ...call, agentOtherDrafts: true })).toBe('');
		}
	});

	test('a label that would hide the draft is not set', async () => {
		const draftId = byId(await aDraft());
		for (const label of ['trash', 'Spam', 'un\u200bread', 'agent-armor-blocked']) {
			for (const call of [
				{ ...create, options: { labels: label } },
				{ ...profile, operation: 'update', draftId, updateFields: { addLabels: label } },
			])
				expect(await failureOf(call)).toMatch(/may not use the labels/);
		}
		expect(await failureOf({ ...create, options: { labels: 'vip' } })).toBe('');
	});

	test('no file is fetched from a URL', async () => {
		const draftId = byId(await aDraft());
		const files = { attachment: [link] };
		for (const call of [
			{ ...create, options: { attachments: files } },
			{ ...profile, operation: 'update', draftId, updateFields: { addAttachments: files } },
		])
			expect(await failureOf(call)).toMatch(/may not attach files by URL/);
	});

	test('a message of another inbox is not carried along', async () => {
		const other = at.sandbox.createInbox({ username: 'boss' }).inbox_id;
		const secret = await at.sandbox.receive(other, { from: 'a@example.com', text: 'Secret' });
		for (const draftType of ['forward', 'reply']) {
			const call = { ...create, draftType, messageId: byId(secret.message_id) };
			expect(await failureOf(call)).toMatch(/not found/i);
		}
	});
});

describe('reply only', () => {
	const profile = { resource: 'message', agentProfile: 'replyOnly', ...within };
	const replyTo = ({ message_id }: { message_id: string }, options: object = {}) => ({
		...profile,
		operation: 'reply',
		inboxId: byId(INBOX),
		messageId: byId(message_id),
		text: 'On its way.',
		options,
	});

	test.each([
		['to', { to: 'evil@example.com' }],
		['cc', { cc: 'evil@example.com' }],
		['bcc', { bcc: 'evil@example.com' }],
		['reply_to', { replyTo: 'evil@example.com' }],
		['headers', { headers: { pair: [{ name: 'Disposition-Notification-To', value: 'e@x.io' }] } }],
	])('%s is not chosen by the agent', async (name, options) => {
		const mail = await receive();
		const start = at.sandbox.requests.length;
		const thread = {
			...replyTo(mail, options),
			resource: 'thread',
			threadId: byId(mail.thread_id),
		};
		for (const call of [replyTo(mail, options), thread])
			expect(await failureOf(call)).toMatch(new RegExp(`may not set ${name}: .+ empty\\.$`));
		expect(changesSince(start)).toEqual([]);
	});

	test.each([
		['another address', { reply_to: 'victim@example.com' }],
		['two senders', { from: 'jane@example.com, boss@example.com' }],
		['one who cannot be read beside another', { from: '<evil@x.io(c)>, jane@example.com' }],
		['an address that only looks the same', { from: 'mark@x.io', reply_to: 'mar\u{212a}@x.io' }],
	])('mail that leads the answer elsewhere is left to a person: %s', async (_what, mail) => {
		expect(await failureOf(replyTo(await receive(mail)))).toMatch(/a person should reply/);
	});

	test('who was written to has not written: what the inbox itself sent is not replied to', async () => {
		const send = { resource: 'message', operation: 'send', inboxId: byId(INBOX), text: 'Invoice' };
		const to = 'bob@example.com, carol@example.com';
		const [sent] = await at.engine.action({ ...send, to });
		const { message_id, thread_id } = sent!.json as { message_id: string; thread_id: string };
		const start = at.sandbox.requests.length;
		const call = replyTo({ message_id });
		for (const each of [call, { ...call, resource: 'thread', threadId: byId(thread_id) }])
			expect(await failureOf(each)).toMatch(/was sent from this inbox/);
		expect(changesSince(start)).toEqual([]);
	});

	test('the same address as Reply-To is no reason', async () => {
		const mail = await receive({ reply_to: 'JANE@example.com' });
		await expect(asTool(replyTo(mail))).resolves.toHaveLength(1);
	});

	test('all are answered if the person allows it', async () => {
		const call = { ...replyTo(await receive({ cc: 'bob@example.com' })), operation: 'replyAll' };
		expect(await failureOf(call)).toMatch(/may not reply to all/);
		await expect(asTool({ ...call, agentReplyAll: true })).resolves.toHaveLength(1);
	});

	test('no file is fetched from a URL', async () => {
		const files = { attachment: [{ source: 'url', url: 'https://example.com/a.pdf' }] };
		expect(await failureOf(replyTo(await receive(), { attachments: files }))).toMatch(
			/may not attach files by URL/,
		);
	});
});
