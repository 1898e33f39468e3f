import { beforeEach, describe, expect, test } from '@jest/globals';
import type { IHookFunctions, Workflow } from 'n8n-workflow';

import { TRIGGER } from '../../scripts/engine/engine.mjs';
import { credentialFor, INBOX, useSandbox } from './fixture.mjs';

const URL = 'https://n8n.example.com/webhook/trigger-1/webhook';

const fixture = useSandbox();
let trigger: Workflow;

/** The trigger as n8n holds it; `changed` keeps what n8n has stored for it. */
function published(parameters: object = {}, staticData: object = {}): Workflow {
	return fixture.engine.newWorkflow({
		nodes: [
			{
				name: 'Trigger',
				type: TRIGGER,
				webhookId: 'trigger-1',
				parameters: parameters as Record<string, never>,
			},
		],
		staticData,
	});
}

const changed = (parameters: object) => published(parameters, { ...trigger.staticData });

const hook = (method: 'checkExists' | 'create' | 'delete', workflow = trigger) =>
	fixture.engine.hook(workflow, 'Trigger', method);

/** What n8n does on publishing. */
async function activate(workflow = trigger): Promise<void> {
	if (!(await hook('checkExists', workflow))) await hook('create', workflow);
}

const webhooks = () => [...fixture.sandbox.store.webhooks.values()];
const only = () => {
	expect(webhooks()).toHaveLength(1);
	return webhooks()[0]!;
};
const stored = (workflow = trigger) =>
	(workflow.staticData as Record<string, { registration?: object }>)['node:Trigger']?.registration;

/** Made by someone else on the same account. */
async function foreignWebhook(fields: object = {}) {
	const response = await fetch(`${fixture.sandbox.url}/v0/webhooks`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${fixture.sandbox.apiKey}`,
			'content-type': 'application/json',
		},
		body: JSON.stringify({
			url: 'https://another.example.com/hook',
			event_types: ['message.received'],
			...fields,
		}),
	});
	return (await response.json()) as { webhook_id: string; client_id?: string };
}

const writes = () =>
	fixture.sandbox.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);

beforeEach(() => {
	trigger = published();
});

describe('publishing', () => {
	test('registers one webhook and keeps its id and secret', async () => {
		await activate();
		expect(only()).toMatchObject({ url: URL, event_types: ['message.received'], enabled: true });
		expect(stored()).toMatchObject({ webhookId: only().webhook_id, secret: only().secret });
	});

	test('unpublishing removes it and forgets it', async () => {
		await activate();
		await hook('delete');
		expect(webhooks()).toEqual([]);
		expect(stored()).toBeUndefined();
	});

	test('ten rounds leave nothing behind', async () => {
		for (let round = 0; round < 10; round++) {
			await activate();
			only();
			await hook('delete');
			expect(webhooks()).toEqual([]);
		}
	});

	test('create twice makes one webhook', async () => {
		await hook('create');
		await hook('create');
		expect(only().secret).toBe((stored() as { secret: string }).secret);
	});

	test('an answer that was lost on the way leaves one webhook', async () => {
		fixture.sandbox.fault({ match: { method: 'POST' }, times: 1, action: 'lostAnswer' });
		await activate();
		expect(stored()).toMatchObject({ webhookId: only().webhook_id });
	});

	test('n8n killed between create and save: the webhook is taken over, with its secret', async () => {
		await activate();
		const { webhook_id, secret } = only();
		trigger = published();
		expect(await hook('checkExists')).toBe(true);
		expect(only().webhook_id).toBe(webhook_id);
		expect(stored()).toMatchObject({ webhookId: webhook_id, secret });
	});

	test('all that is chosen reaches AgentMail', async () => {
		const { inbox_id } = fixture.sandbox.createInbox();
		trigger = published({
			events: ['message.received', 'message.bounced'],
			scope: 'inbox',
			inboxIds: `${INBOX}, ${inbox_id}`,
		});
		await activate();
		expect(only()).toMatchObject({
			event_types: ['message.received', 'message.bounced'],
			inbox_ids: [INBOX, inbox_id],
		});
		expect(await hook('checkExists')).toBe(true);
	});
});

describe('publishing sweeps up after pauses for a reply', () => {
	const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
	const clientIds = () => webhooks().map(({ client_id }) => client_id);

	/** @returns how the `client_id` of this n8n's webhooks begins */
	async function ownMark(): Promise<string> {
		await activate();
		return /^n8n-[0-9a-f]{16}-/.exec(only().client_id!)![0];
	}

	test('whose time is over, in this n8n alone', async () => {
		const mark = await ownMark();
		const own = only().client_id;
		const stay = [
			`${mark}wait-${seconds(3600)}-a1`,
			`${mark}wait-none-a1`,
			`n8n-0123456789abcdef-wait-${seconds(-60)}-a1`,
			`wait-${seconds(-60)}-a1`,
		];
		for (const client_id of [`${mark}wait-${seconds(-60)}-a1`, ...stay]) {
			await foreignWebhook({ client_id });
		}
		await activate();
		expect(clientIds()).toEqual([own, ...stay]);
	});

	test('and does without where it cannot', async () => {
		const mark = await ownMark();
		await foreignWebhook({ client_id: `${mark}wait-${seconds(-60)}-a1` });
		fixture.sandbox.fault({ match: { method: 'DELETE' }, action: { status: 403 } });
		expect(await hook('checkExists')).toBe(true);
		expect(clientIds()).toHaveLength(2);
	});
});

describe('listening for a test event', () => {
	/** n8n's engine in process knows no test; this is what n8n's server sets on the webhook of one. */
	async function inTest(method: 'create' | 'delete', workflow: Workflow, mode: string) {
		const methods = fixture.engine.nodeTypes.getByName(TRIGGER).webhookMethods!.default!;
		const original = methods[method];
		methods[method] = async function (this: IHookFunctions) {
			(this as unknown as { webhookData: { isTest: boolean } }).webhookData.isTest = true;
			return await original.call(this);
		};
		await fixture.engine.hook(workflow, 'Trigger', method, { mode }).finally(() => {
			methods[method] = original;
		});
	}

	test('has a webhook of its own and leaves that of production alone', async () => {
		await activate();
		const production = only();
		// n8n gives a test static data of its own, and deletes in mode "internal".
		const test = published();
		await inTest('create', test, 'manual');
		expect(
			webhooks()
				.map(({ url }) => url)
				.sort(),
		).toEqual(['https://n8n.example.com/webhook-test/trigger-1/webhook', URL]);
		expect(stored(test)).not.toEqual(stored());
		await inTest('delete', test, 'internal');
		expect(only()).toEqual(production);
		expect(await hook('checkExists')).toBe(true);
	});
});

describe('checking what is there', () => {
	beforeEach(async () => {
		await activate();
		fixture.sandbox.requests.length = 0;
	});

	test('as published: nothing is written', async () => {
		expect(await hook('checkExists')).toBe(true);
		expect(writes()).toEqual([]);
	});

	test('deleted by hand: made anew', async () => {
		const before = only().webhook_id;
		fixture.sandbox.store.webhooks.clear();
		expect(await hook('checkExists')).toBe(false);
		expect(stored()).toBeUndefined();
		await hook('create');
		expect(only().webhook_id).not.toBe(before);
		expect(stored()).toMatchObject({ webhookId: only().webhook_id });
	});

	test('disabled: enabled again, with the same id and secret', async () => {
		const { webhook_id, secret } = only();
		only().enabled = false;
		expect(await hook('checkExists')).toBe(true);
		expect(only()).toMatchObject({ webhook_id, secret, enabled: true });
		expect(writes()).toHaveLength(1);
	});

	test.each([
		['refuses that', { status: 400 }],
		['does not know that', { status: 200, body: { webhook_id: 'ep_1', enabled: false } }],
	])('disabled, at a server that %s: replaced', async (_name, action) => {
		const before = only();
		before.enabled = false;
		fixture.sandbox.fault({ match: { method: 'PATCH' }, times: 1, action });
		await activate();
		expect(only().webhook_id).not.toBe(before.webhook_id);
		expect(only().enabled).toBe(true);
	});

	test('without a secret, so that no delivery could be checked: replaced', async () => {
		const before = only();
		delete (before as Partial<typeof before>).secret;
		await activate();
		expect(only().webhook_id).not.toBe(before.webhook_id);
		expect(stored()).toMatchObject({ webhookId: only().webhook_id, secret: only().secret });
	});

	test('other events: changed in place, so no event is missed', async () => {
		const before = only().webhook_id;
		trigger = changed({ events: ['message.received', 'message.sent'] });
		expect(await hook('checkExists')).toBe(true);
		expect(only()).toMatchObject({
			webhook_id: before,
			event_types: ['message.received', 'message.sent'],
		});
	});

	test('the same events in another order: nothing is written', async () => {
		only().event_types = ['message.sent', 'message.received'];
		trigger = changed({ events: ['message.received', 'message.sent'] });
		expect(await hook('checkExists')).toBe(true);
		expect(writes()).toEqual([]);
	});

	test('a narrower scope, then a wider one: replaced', async () => {
		const first = only().webhook_id;
		trigger = changed({ scope: 'inbox', inboxIds: [INBOX] });
		await activate();
		const second = only();
		expect(second).toMatchObject({ inbox_ids: [INBOX] });
		expect(second.webhook_id).not.toBe(first);

		trigger = changed({});
		await activate();
		expect(only().inbox_ids).toBeUndefined();
	});

	test('another URL: the old webhook goes, a new one comes', async () => {
		only().url = 'https://old.example.com/webhook/trigger-1/webhook';
		await activate();
		expect(only().url).toBe(URL);
	});

	test('a new secret at AgentMail is taken over', async () => {
		only().secret = `whsec_${Buffer.from('rotated by a person....').toString('base64')}`;
		expect(await hook('checkExists')).toBe(true);
		expect(stored()).toMatchObject({ secret: only().secret });
	});

	test('leftovers with the same URL are removed, the one in use stays', async () => {
		const kept = only().webhook_id;
		await foreignWebhook({ url: URL });
		await foreignWebhook({ url: 'https://N8N.example.com:443/webhook/trigger-1/webhook' });
		expect(await hook('checkExists')).toBe(true);
		expect(only().webhook_id).toBe(kept);
	});

	test('250 webhooks of others, on three pages, are read and never touched', async () => {
		for (let i = 0; i < 250; i++) await foreignWebhook({ url: `https://${i}.example.com/hook` });
		fixture.sandbox.store.webhooks.get(only250().webhook_id)!.created_at =
			'2020-01-01T00:00:00.000Z';
		expect(await hook('checkExists')).toBe(true);
		await hook('delete');
		expect(webhooks()).toHaveLength(250);
	}, 30_000);

	function only250() {
		return webhooks().find(({ url }) => url === URL)!;
	}

	test.each([
		['too many requests', { status: 429, headers: { 'retry-after': '0' } }],
		['out of order', { status: 500 }],
		['no network', 'reset'],
	] as const)(
		'%s: the webhook is kept, and so is its secret',
		async (_name, action) => {
			const before = stored();
			fixture.sandbox.fault({ action: action as never });
			expect(await hook('checkExists')).toBe(true);
			expect(stored()).toEqual(before);
			fixture.sandbox.clearFaults();
			only();
		},
		20_000,
	);

	test.each([
		['other events', { events: ['message.sent'] }],
		['another scope', { events: ['message.received'], scope: 'inbox', inboxIds: [INBOX] }],
	])(
		'not available while a change to %s is published: the person hears that the change is not there',
		async (_what, parameters) => {
			trigger = changed(parameters);
			fixture.sandbox.fault({ action: { status: 503 } });
			await expect(hook('checkExists')).rejects.toThrow(
				/Publish the workflow again in a few minutes/,
			);
			fixture.sandbox.clearFaults();
			await activate();
			expect(only().event_types).toEqual(parameters.events);
		},
		20_000,
	);

	test('not available and nothing known: n8n hears it and tries again', async () => {
		fixture.sandbox.fault({ action: { status: 503 } });
		await expect(hook('checkExists', published())).rejects.toThrow();
	}, 20_000);

	test('a choice that can never work is said as an error of this node', async () => {
		trigger = changed({ events: [] });
		const refused = hook('checkExists');
		await expect(refused).rejects.toThrow('Choose at least one event');
		await expect(refused).rejects.toMatchObject({ node: { name: 'Trigger' } });
	});

	test('a refused key is said, and nothing is forgotten', async () => {
		const before = stored();
		fixture.sandbox.fault({ action: { status: 401, body: { message: 'Unauthorized' } } });
		await expect(hook('checkExists')).rejects.toThrow(/did not accept the API key/);
		expect(stored()).toEqual(before);
	});
});

describe('a client_id that is in use', () => {
	test('for a webhook with another URL: that one is left alone, and one of our own is made', async () => {
		await activate();
		const { client_id } = only();
		await hook('delete');
		const foreign = await foreignWebhook({ client_id });
		await activate();
		const own = webhooks().find(({ url }) => url === URL)!;
		expect(own.client_id).not.toBe(client_id);
		expect(stored()).toMatchObject({ webhookId: own.webhook_id, secret: own.secret });
		await hook('delete');
		expect(webhooks().map(({ webhook_id }) => webhook_id)).toEqual([foreign.webhook_id]);
	});

	test('and so is the next one: a third is tried', async () => {
		await activate();
		const { client_id } = only();
		await hook('delete');
		for (const taken of [client_id, `${client_id}-2`]) await foreignWebhook({ client_id: taken });
		await activate();
		const own = webhooks().find(({ url }) => url === URL)!;
		expect([client_id, `${client_id}-2`]).not.toContain(own.client_id);
		expect(stored()).toMatchObject({ webhookId: own.webhook_id, secret: own.secret });
		expect(webhooks()).toHaveLength(3);
	});

	test('and all that are tried: a sentence says so, and nothing of others is touched', async () => {
		await activate();
		const { client_id } = only();
		await hook('delete');
		for (const taken of [client_id, `${client_id}-2`, `${client_id}-3`]) {
			await foreignWebhook({ client_id: taken });
		}
		await expect(activate()).rejects.toThrow(/returned an existing webhook.*Delete the webhooks/);
		expect(webhooks()).toHaveLength(3);
	});

	test('for a disabled webhook of ours: replaced by one that works', async () => {
		await activate();
		only().enabled = false;
		// As if the list lagged behind: create alone must cope.
		await hook('create');
		expect(only().enabled).toBe(true);
		expect(stored()).toMatchObject({ webhookId: only().webhook_id });
	});

	test('for a webhook of ours with old events: they are set', async () => {
		await activate();
		await hook('create', published({ events: ['message.sent'] }));
		expect(only().event_types).toEqual(['message.sent']);
	});

	test('and the events cannot be set: nothing is left behind, and the reason is said', async () => {
		await activate();
		fixture.sandbox.fault({
			match: { method: 'PATCH' },
			action: { status: 403, body: { code: 'missing_permission', message: 'No webhook_update.' } },
		});
		await expect(hook('create', published({ events: ['message.sent'] }))).rejects.toThrow(
			'No webhook_update.',
		);
		expect(webhooks()).toEqual([]);
	});
});

describe('a workflow that was copied from another n8n', () => {
	test('brings its registration along, which is neither used nor deleted', async () => {
		const theirs = await foreignWebhook();
		const registration = {
			webhookId: theirs.webhook_id,
			secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u',
			clientId: 'n8n-0123456789abcdef-0123456789abcdef0123456789abcdef',
		};
		trigger = published({}, { 'node:Trigger': { registration } });
		await activate();
		expect(webhooks()).toHaveLength(2);
		await hook('delete');
		expect(only().webhook_id).toBe(theirs.webhook_id);
	});
});

describe('unpublishing', () => {
	test('a webhook that is gone already is fine', async () => {
		await activate();
		fixture.sandbox.store.webhooks.clear();
		expect(await hook('delete')).toBe(true);
	});

	test('without a stored id it is found by its URL', async () => {
		await activate();
		await hook('delete', published());
		expect(webhooks()).toEqual([]);
	});

	test('a webhook that cannot be removed is said, and remembered for the next try', async () => {
		await activate();
		fixture.sandbox.fault({
			match: { method: 'DELETE' },
			action: { status: 403, body: { code: 'missing_permission', message: 'No webhook_delete.' } },
		});
		await expect(hook('delete')).rejects.toThrow(
			/still registered with AgentMail\. Delete it in the AgentMail console.*No webhook_delete\./,
		);
		expect(stored()).toMatchObject({ webhookId: only().webhook_id });
		fixture.sandbox.clearFaults();
		await hook('delete');
		expect(webhooks()).toEqual([]);
	});

	test('a passing 503 is waited out', async () => {
		await activate();
		fixture.sandbox.fault({ match: { method: 'DELETE' }, times: 1, action: { status: 503 } });
		expect(await hook('delete')).toBe(true);
		expect(webhooks()).toEqual([]);
	});
});

describe('keys that are bound to a pod or an inbox', () => {
	const useKey = (scope: Parameters<typeof fixture.sandbox.createKey>[0]) =>
		fixture.engine.useCredential(credentialFor(fixture.sandbox, fixture.sandbox.createKey(scope)));
	const podOf = (inbox_id: string) => fixture.sandbox.store.inboxes.get(inbox_id)!.pod_id;

	test('a pod key registers, checks, changes and removes at its pod', async () => {
		const pod_id = podOf(INBOX);
		useKey({ pod_id });
		await activate();
		expect(only().scope).toMatchObject({ pod_id });
		expect(await hook('checkExists')).toBe(true);
		trigger = changed({ events: ['message.sent'] });
		expect(await hook('checkExists')).toBe(true);
		expect(only().event_types).toEqual(['message.sent']);
		trigger = changed({ events: ['message.sent'], scope: 'inbox', inboxIds: [INBOX] });
		await activate();
		expect(only().inbox_ids).toEqual([INBOX]);
		await hook('delete');
		expect(webhooks()).toEqual([]);
	});

	test('an inbox key does at its inbox, whether it chooses that inbox or everything', async () => {
		useKey({ inbox_id: INBOX });
		for (const parameters of [{}, { scope: 'inbox', inboxIds: [INBOX] }]) {
			trigger = published(parameters);
			await activate();
			expect(only().scope).toMatchObject({ inbox_id: INBOX });
			expect(await hook('checkExists')).toBe(true);
			await hook('delete');
			expect(webhooks()).toEqual([]);
		}
	});

	test('what the key does not reach is a sentence', async () => {
		const { inbox_id } = fixture.sandbox.createInbox();
		useKey({ inbox_id: INBOX });
		trigger = published({ scope: 'inbox', inboxIds: [inbox_id] });
		await expect(activate()).rejects.toThrow(
			`The API key is bound to the inbox ${INBOX} and can't reach ${inbox_id}.`,
		);
	});

	test('a pod is chosen with an organization key', async () => {
		const pod_id = podOf(INBOX);
		trigger = published({ scope: 'pod', podIds: [pod_id] });
		await activate();
		expect(only().pod_ids).toEqual([pod_id]);
		expect(await hook('checkExists')).toBe(true);
	});
});

describe('when AgentMail refuses, the message says what to do', () => {
	test('the limit of webhooks', async () => {
		fixture.sandbox.settings.webhookLimit = 0;
		await expect(activate()).rejects.toThrow(
			/reached its limit of webhooks.*Delete unused ones.*limit of 0 webhooks/,
		);
	});

	test('a missing label permission names the permission and the event', async () => {
		const key = fixture.sandbox.createKey({
			permissions: {
				webhook_read: true,
				webhook_create: true,
				webhook_update: true,
				webhook_delete: true,
				label_blocked_read: true,
			},
		});
		fixture.engine.useCredential(credentialFor(fixture.sandbox, key));
		trigger = published({ events: ['message.received.spam', 'message.received.blocked'] });
		await expect(activate()).rejects.toThrow(
			/lacks permissions.*: label_spam_read for message\.received\.spam\. AgentMail says:/,
		);
		// The same when the events of a published trigger change.
		trigger = published();
		await activate();
		trigger = changed({ events: ['message.received.spam'] });
		await expect(hook('checkExists')).rejects.toThrow(/label_spam_read/);
	});

	test('a permission that no event explains is passed on as AgentMail says it', async () => {
		const key = fixture.sandbox.createKey({ permissions: { webhook_read: true } });
		fixture.engine.useCredential(credentialFor(fixture.sandbox, key));
		trigger = published({ events: ['message.received.spam'] });
		const refused = activate();
		await expect(refused).rejects.toThrow(/webhook_create/);
		await expect(refused).rejects.not.toThrow(/label_spam_read for/);
	});

	test.each([
		[429, /at the moment.*again in a few minutes.*Slow down\./],
		[503, /at the moment.*again in a few minutes.*Slow down\./],
		[404, /inboxes or pods.*they still exist.*API key can reach them.*Slow down\./],
	])('%d', async (status, expected) => {
		const action = { status, body: { message: 'Slow down.' }, headers: { 'retry-after': '0' } };
		fixture.sandbox.fault({ match: { method: 'POST' }, action });
		await expect(hook('create')).rejects.toThrow(expected);
	});

	test('no network', async () => {
		fixture.sandbox.fault({ match: { method: 'POST' }, action: 'reset' });
		const message = await hook('create').then(String, (error: Error) => error.message);
		expect(message).toMatch(/at the moment.*Could not reach .*: the connection broke\. Check/);
		expect(message).not.toContain('retry the request');
	});

	test('eleven inboxes', async () => {
		const inboxIds = Array.from({ length: 11 }, (_, i) => `${i}@agentmail.to`);
		trigger = published({ scope: 'inbox', inboxIds });
		await expect(activate()).rejects.toThrow(/at most 10 inboxes, and 11 are chosen/);
		expect(fixture.sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	test('no secret of any kind is in a message', async () => {
		await activate();
		fixture.sandbox.fault({ match: { method: 'DELETE' }, action: { status: 403 } });
		const error = await hook('delete').catch((thrown: unknown) => thrown);
		const { secret } = only();
		const shown = JSON.stringify(error) + String((error as Error).stack);
		expect(shown).not.toContain(secret);
		expect(shown).not.toContain(fixture.sandbox.apiKey);
	});
});

describe('manual registration', () => {
	const manual = { registration: 'manual' };

	test('nothing is asked of AgentMail, created or deleted', async () => {
		trigger = published(manual);
		const theirs = await foreignWebhook({ url: URL });
		fixture.sandbox.requests.length = 0;
		expect(await hook('checkExists')).toBe(true);
		expect(await hook('create')).toBe(true);
		expect(await hook('delete')).toBe(true);
		expect(fixture.sandbox.requests).toEqual([]);
		expect(only().webhook_id).toBe(theirs.webhook_id);
	});

	describe('switched on while the trigger is active', () => {
		let byHand: { webhook_id: string };
		beforeEach(async () => {
			await activate();
			byHand = await foreignWebhook({ url: URL });
			trigger = changed(manual);
		});
		const isAllThatIsLeft = () => expect(only().webhook_id).toBe(byHand.webhook_id);

		test.each(['checkExists', 'delete'] as const)(
			'%s removes what was registered before, and no webhook that a person made',
			async (method) => {
				expect(await hook(method)).toBe(true);
				isAllThatIsLeft();
				expect(stored()).toBeUndefined();
			},
		);

		test('what cannot be removed now goes when the workflow is unpublished', async () => {
			fixture.sandbox.fault({ match: { method: 'DELETE' }, action: { status: 503 } });
			expect(await hook('checkExists')).toBe(true);
			fixture.sandbox.clearFaults();
			await hook('delete');
			isAllThatIsLeft();
		});
	});

	test('settings that can never work are said on publishing', async () => {
		trigger = published({ ...manual, events: [] });
		await expect(hook('checkExists')).rejects.toThrow('Choose at least one event');
	});
});
