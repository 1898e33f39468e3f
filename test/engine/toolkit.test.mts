import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { INode } from 'n8n-workflow';

import { PROFILE_PROPERTIES, type ProfileName } from '../../nodes/AgentMail/agent/profile.js';
import { argumentsOf, type Argument } from '../../nodes/AgentMail/toolkit/arguments.js';
import { offeredBy } from '../../nodes/AgentMail/toolkit/offer.js';
import { FIND_INBOX, USES } from '../../nodes/AgentMail/toolkit/tools.js';
import { prepareMailbox } from '../../scripts/engine/mailbox.mjs';
import { TOOLKIT } from '../../scripts/nodeTypes.mjs';
import { hostileValues, untouched } from './attacks.mjs';
import { byId, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();

const PROFILES: ProfileName[] = ['draftsOnly', 'full', 'readOnly', 'replyOnly'];
const EVERY_USE = USES.map(({ value }) => value);
const TOOLS = [...USES.flatMap(({ tools }) => tools), FIND_INBOX];

const within = { agentWorksIn: byId(INBOX) };
const parametersFor = (more: object = {}) => ({
	agentProfile: 'full',
	agentUses: EVERY_USE,
	...within,
	...more,
});

/** Runs one call, as n8n hands it over. */
async function call(tool: string, given: object = {}, parameters: object = parametersFor()) {
	const json = { inputs: given, tool: `AgentMail_${tool}` };
	const [item] = await at.engine.action(parameters, [json], { type: TOOLKIT });
	return item!.json;
}

const failureOf = async (...args: Parameters<typeof call>) =>
	await call(...args).then(
		() => '',
		({ message }: Error) => message,
	);

const offered = (parameters: object) =>
	offeredBy({ name: 'AgentMail', type: TOOLKIT, parameters } as unknown as INode);
const namesOf = (parameters: object) => offered(parameters).map(({ name }) => name);

const changesSince = (start: number) =>
	at.sandbox.requests.slice(start).filter(({ method }) => method !== 'GET');

/** What each tool does, as a person would sort them; by the name that a model reads. */
const TABLE: Record<string, ProfileName[]> = {
	update_label: ['full'],
	get_text_of_message_attachment: PROFILES,
	get_many_threads: PROFILES,
	get_thread: PROFILES,
	reply_to_thread: ['full', 'replyOnly'],
	reply_to_message: ['full', 'replyOnly'],
	// Reply Only: where a person allows it.
	reply_to_all_of_message: ['full'],
	search_threads: PROFILES,
	send_message: ['full'],
	forward_message: ['full'],
	send_draft: ['full'],
	create_draft: ['draftsOnly', 'full'],
	update_draft: ['draftsOnly', 'full'],
	get_many_drafts: ['draftsOnly', 'full'],
	get_draft: ['draftsOnly', 'full'],
	delete_draft: ['draftsOnly', 'full'],
};

describe('the table of tools', () => {
	test('each tool has a line here, and a name of its own', () => {
		const names = USES.flatMap(({ tools }) => tools.map(({ name }) => name));
		expect(names.sort()).toEqual(Object.keys(TABLE).sort());
	});

	test.each(TOOLS.map((tool) => [tool.name, tool] as const))(
		'%s asks for parameters that are there, each by one name and with a description',
		(_name, tool) => {
			for (const inboxId of [INBOX, undefined]) {
				const inputs = argumentsOf(tool, inboxId);
				const names = inputs.map(({ name }) => name);
				expect(new Set(names).size).toBe(names.length);
				for (const { name, property } of inputs) {
					expect([name, property.description]).toEqual([name, expect.stringMatching(/\w{3}/)]);
					expect(name).toMatch(/^\w{1,64}$/);
				}
			}
		},
	);

	test.each(TOOLS.map((tool) => [tool.name, tool] as const))(
		'%s asks for all that its operation cannot do without',
		(_name, tool) => {
			const inputs = argumentsOf(tool, undefined).map(({ path }) => path);
			for (const { name, required, displayOptions, type } of tool.operation.properties()) {
				if (!required || type === 'resourceLocator' || displayOptions?.hide?.['@tool']) continue;
				expect(inputs).toContain(name);
			}
		},
	);
});

describe.each(PROFILES)('%s', (agentProfile) => {
	const parameters = parametersFor({ agentProfile });
	const allowed = Object.keys(TABLE).filter((name) => TABLE[name]!.includes(agentProfile));

	test('offers what it lets through, and nothing else', () => {
		expect(namesOf(parameters).sort()).toEqual(allowed.map((name) => `AgentMail_${name}`).sort());
	});

	test('runs what it offers; anything else does nothing, whatever the model calls', async () => {
		const usual = (await prepareMailbox(at.sandbox)) as (operation: string) => object;
		for (const tool of TOOLS) {
			const given = await inputsFor(tool, usual);
			const start = at.sandbox.requests.length;
			const failure = await failureOf(tool.name, given, parameters);
			if (allowed.includes(tool.name)) expect([tool.name, failure]).toEqual([tool.name, '']);
			else {
				expect([tool.name, failure]).toEqual([tool.name, expect.stringMatching(/no such tool/)]);
				expect([tool.name, changesSince(start)]).toEqual([tool.name, []]);
			}
		}
	}, 60_000);

	/** Should a line of the table ever name too many profiles, the guard still holds. */
	test('the guard agrees with the table', async () => {
		const usual = (await prepareMailbox(at.sandbox)) as (operation: string) => object;
		for (const { name, id } of TOOLS.filter((tool) => tool !== FIND_INBOX)) {
			const [resource, operation] = id.split('.');
			const draftId = await ownDraft();
			const failure = await at.engine
				.tool({ ...usual(id), draftId, resource, operation, agentProfile, ...within })
				.then(
					() => '',
					({ message }: Error) => message,
				);
			const reads = ['get', 'getAll', 'search'].includes(operation!);
			expect([name, failure === '']).toEqual([name, allowed.includes(name) || reads]);
		}
	}, 60_000);
});

/** CI takes more (see .github/workflows/ci.yml). */
const RUNS = process.env.FUZZ_RUNS === undefined ? 150 : 1000;

/** An email and a draft that are no business of this agent. */
async function fillInboxOfBoss() {
	const { sandbox, engine } = at;
	const boss = sandbox.createInbox({ username: 'boss' }).inbox_id;
	const mail = await sandbox.receive(boss, { from: 'jane@example.com', text: 'Secret' });
	const [draft] = await engine.action({
		...{ resource: 'draft', operation: 'create', inboxId: byId(boss) },
		...{ to: 'jane@example.com', text: 'Soon' },
	});
	return { boss, mail, draftId: String(draft!.json.draft_id) };
}

describe.each(PROFILES)(
	'%s, whatever a model that was talked into something calls',
	(agentProfile) => {
		test('does nothing that the profile forbids', async () => {
			const usual = (await prepareMailbox(at.sandbox))('') as Record<string, { value: string }>;
			const { boss, mail, draftId } = await fillInboxOfBoss();
			const { store } = at.sandbox;
			const personal = usual.draftId!.value;
			Object.assign(store.drafts.get(personal)!, { send_at: undefined, send_status: undefined });
			const ids: Record<string, unknown[]> = {
				inboxId: [INBOX, boss],
				messageId: [...store.messages.values()].map(({ message_id }) => message_id),
				threadId: [usual.threadId!.value, mail.thread_id],
				draftId: [personal, draftId, await ownDraft()],
				attachmentId: [usual.attachmentId!.value],
			};
			const isElsewhere = ({ inbox_id }: { inbox_id: string }) => inbox_id !== INBOX;
			const state = () =>
				structuredClone(
					agentProfile === 'full'
						? {
								messages: [...store.messages.values()].filter(isElsewhere),
								drafts: [...store.drafts.values()].filter(isElsewhere),
								settings: [...store.inboxes.values(), ...store.pods.values()],
							}
						: untouched(at.sandbox, agentProfile, personal),
				);
			const before = state();

			const ordinary = { to: 'jane@example.com', limit: 5, text: 'Hello', query: 'order' };
			const arbitraryFor = ({ name, property }: Argument) => {
				const hostile = hostileValues(property).map((value) => fc.constant(plain(value)));
				const usualOnes = ids[name] ?? [ordinary[name as keyof typeof ordinary] ?? 'Hello'];
				const normal = { weight: 3, arbitrary: fc.constantFrom(...usualOnes) };
				return fc.oneof(normal, { weight: 1, arbitrary: fc.oneof(...hostile) });
			};
			const every = new Map(
				TOOLS.flatMap((tool) => argumentsOf(tool, undefined)).map((each) => [each.name, each]),
			);
			const calls = fc.constantFrom(...TOOLS).chain((tool) => {
				const own = argumentsOf(tool, undefined);
				const required = own.filter(({ isRequired }) => isRequired).map(({ name }) => name);
				const record = (inputs: Argument[], requiredKeys: string[]) =>
					fc.record(Object.fromEntries(inputs.map((input) => [input.name, arbitraryFor(input)])), {
						requiredKeys,
					});
				const strays = fc.oneof(
					{ weight: 2, arbitrary: fc.constant({}) },
					{ weight: 1, arbitrary: record([...every.values()], []) },
				);
				return fc.record({ tool: fc.constant(tool.name), own: record(own, required), strays });
			});

			const done = new Set<string>();
			await fc.assert(
				fc.asyncProperty(calls, async ({ tool, own, strays }) => {
					const failure = await failureOf(
						tool,
						{ ...strays, ...own },
						parametersFor({ agentProfile }),
					);
					if (failure === '') done.add(tool);
					expect(state()).toEqual(before);
				}),
				{ numRuns: RUNS },
			);
			expect([...done].filter((name) => TABLE[name]?.includes(agentProfile))).not.toEqual([]);
		}, 300_000);
	},
);

async function ownDraft(): Promise<string> {
	const draft = await call('create_draft', { to: 'jane@example.com', text: 'Soon' });
	return String(draft.draft_id);
}

/** As a model gives it: an id, not where in the panel it was chosen. */
const plain = (value: unknown) =>
	typeof value === 'object' && value !== null && 'value' in value ? value.value : value;

/** Inputs with which a tool runs: those of the parameters that it fills, as plain values. */
async function inputsFor(tool: (typeof TOOLS)[number], usual: (operation: string) => object) {
	const values = Object.entries(usual(tool.id)).map(([name, value]) => [name, plain(value)]);
	const parameters = {
		...(Object.fromEntries(values) as Record<string, unknown>),
		target: 'message',
		draftId: await ownDraft(),
	};
	const names = argumentsOf(tool, INBOX)
		.filter(({ path }) => !path.includes('.') || path.startsWith('updateFields.'))
		.map(({ name }) => name);
	return Object.fromEntries(
		names.filter((name) => name in parameters).map((name) => [name, parameters[name as never]]),
	);
}

describe('where it works', () => {
	test('in one inbox, the model cannot name another', async () => {
		const other = at.sandbox.createInbox({ username: 'boss' }).inbox_id;
		await call('send_message', { inboxId: other, to: 'jane@example.com', text: 'Hello' });
		const sent = [...at.sandbox.store.messages.values()].map(({ inbox_id }) => inbox_id);
		expect(sent).toEqual([INBOX]);
		expect(
			offered(parametersFor()).flatMap(({ inputs }) => inputs.map(({ name }) => name)),
		).not.toContain('inboxId');
	});

	test('in a pod, it finds the inboxes of the pod and chooses one; another is refused', async () => {
		const [pod] = await at.engine.action({ resource: 'pod', operation: 'create', name: 'Tenant' });
		const pod_id = String(pod!.json.pod_id);
		const inside = at.sandbox.createInbox({ username: 'tenant', pod_id }).inbox_id;
		const parameters = parametersFor({ agentWorksIn: byId(pod_id) });
		expect((await call('get_many_inboxes', {}, parameters)).inboxes).toMatchObject([
			{ inbox_id: inside },
		]);
		const mail = { to: 'jane@example.com', text: 'Hello' };
		await call('send_message', { ...mail, inboxId: inside }, parameters);
		expect(await failureOf('send_message', { ...mail, inboxId: INBOX }, parameters)).toMatch(
			/works only in the pod/,
		);
		expect(await failureOf('send_message', mail, parameters)).toMatch(/inboxId: Required/);
	});

	test('reply to all comes with its switch alone', () => {
		const replies = { agentProfile: 'replyOnly', agentUses: ['reply'] };
		expect(namesOf(parametersFor(replies))).toEqual([
			'AgentMail_reply_to_thread',
			'AgentMail_reply_to_message',
		]);
		expect(namesOf(parametersFor({ ...replies, agentReplyAll: true }))).toEqual([
			'AgentMail_reply_to_thread',
			'AgentMail_reply_to_message',
			'AgentMail_reply_to_all_of_message',
		]);
	});
});

describe('a setting that an agent could have filled', () => {
	const fromModel = "={{ $fromAI('Uses') }}";
	test.each([
		['the profile', { agentProfile: fromModel }],
		['the inbox', { agentWorksIn: byId(fromModel) }],
		['the tools', { agentUses: fromModel }],
		['the limit', { agentHourlyLimit: fromModel }],
		['no inbox', { agentProfile: 'readOnly', agentWorksIn: byId('') }],
		['no tools', { agentUses: [] }],
		['an unknown profile', { agentProfile: 'constructor' }],
	])('is refused before anything is asked: %s', async (_what, more) => {
		const start = at.sandbox.requests.length;
		expect(await failureOf('get_many_threads', {}, parametersFor(more))).toMatch(
			/not set up|nothing for the agent to do/,
		);
		expect(at.sandbox.requests.slice(start)).toEqual([]);
	});

	test('none of them takes an expression in the panel', () => {
		const [description] = [at.engine.nodeTypes.getByNameAndVersion(TOOLKIT).description];
		for (const { name, noDataExpression } of description.properties)
			expect([name, noDataExpression]).toEqual([name, true]);
		expect(description.properties.map(({ name }) => name)).toEqual(
			expect.arrayContaining(PROFILE_PROPERTIES.map(({ name }) => name)),
		);
	});
});
