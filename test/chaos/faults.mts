import assert from 'node:assert/strict';
import type { FaultRule, StoredWebhook } from '../../sandbox/index.mjs';
import type { N8nServer } from '../../scripts/n8n/server.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { nodeNamed, type Workflow } from '../../scripts/n8n/workflow.mjs';
import { sandboxCredential } from '../../scripts/stage.mjs';
import { deliver, signDelivery } from '../../scripts/delivery.mjs';
import { CREDENTIAL, INBOX } from '../e2e/world.mjs';
import { LIMIT_OF_N8N } from './check.mjs';
import { mailArrives, newWorkflow, publish, unpublish, Webhooks, type Chaos } from './account.mjs';

/**
 * Something that goes wrong, or is changed, around the trigger's webhook. A scenario ends with the workflow unpublished;
 * {@link play} then looks for what is left over.
 */
interface Scenario {
	what: string;
	/** @returns what the user noticed */
	run(chaos: Chaos, webhooks: Webhooks): Promise<string>;
}

/** Plays a scenario. @throws when anything of it is not as it must be */
export async function play(chaos: Chaos, { run }: Scenario): Promise<string> {
	const { sandbox } = chaos;
	const webhooks = await Webhooks.besideOthers(sandbox);
	try {
		const noticed = await run(chaos, webhooks);
		assert.deepEqual(webhooks.ours, [], 'a webhook of ours is left over');
		webhooks.expectOthersUntouched();
		return noticed;
	} finally {
		sandbox.clearFaults();
		sandbox.settings.webhookLimit = Infinity;
		sandbox.store.webhooks.clear();
	}
}

/** Events arrive over the one webhook there is, until the workflow is unpublished. */
async function worksAndEnds(chaos: Chaos, webhooks: Webhooks, { id }: Workflow): Promise<void> {
	assert.equal(webhooks.ours.length, 1, 'not exactly one webhook of ours');
	assert.equal(await mailArrives(chaos, id), true, 'a mail did not arrive');
	assert.equal(await unpublish(chaos.n8n, id), undefined);
}

/** Every request to AgentMail fails, or is late. With `retry-after`, so that the repeats take no time. */
const answer = (status: number): FaultRule => ({
	action: { status, headers: { 'retry-after': '0' } },
});
const FAULTS: Array<[string, (sandbox: Chaos['sandbox']) => void]> = [
	['the API is down', (sandbox) => sandbox.fault({ action: 'reset' })],
	['the API is slow (2 s an answer)', (sandbox) => sandbox.fault({ action: { delayMs: 2000 } })],
	...[401, 403, 404, 429, 500].map((status): (typeof FAULTS)[number] => [
		`the API answers ${status}`,
		(sandbox) => sandbox.fault(answer(status)),
	]),
	[
		'no more webhooks are allowed',
		({ settings, store }) => (settings.webhookLimit = store.webhooks.size),
	],
];

function recover({ sandbox }: Chaos): void {
	sandbox.clearFaults();
	sandbox.settings.webhookLimit = Infinity;
}

/** What n8n shows is a sentence, and holds no secret. */
function said(sentence: string): string {
	assert.match(sentence, /^\S.{10,}[.!?]$/s);
	assert.doesNotMatch(sentence, /whsec_|am_us_/);
	return `the user sees “${sentence}”`;
}

const whilePublishing = FAULTS.map(([what, strike]): Scenario => ({
	what: `${what} while publishing`,
	async run(chaos, webhooks) {
		const workflow = await newWorkflow(chaos);
		strike(chaos.sandbox);
		const sentence = await publish(chaos.n8n, workflow.id);
		const noticed = sentence === undefined ? 'events arrive' : said(sentence);
		recover(chaos);
		if (sentence !== undefined) {
			// n8n marks the workflow as published all the same, so a person switches it off and on again.
			await unpublish(chaos.n8n, workflow.id);
			assert.equal(await publish(chaos.n8n, workflow.id), undefined);
		}
		await worksAndEnds(chaos, webhooks, workflow);
		return noticed;
	},
}));

const LIMIT = `${LIMIT_OF_N8N}: it shows nothing`;

const whileUnpublishing = FAULTS.map(([what, strike]): Scenario => ({
	what: `${what} while unpublishing`,
	async run(chaos, webhooks) {
		const { n8n } = chaos;
		const workflow = await newWorkflow(chaos);
		assert.equal(await publish(n8n, workflow.id), undefined);
		strike(chaos.sandbox);
		const logged = n8n.log().length;
		const sentence = await unpublish(n8n, workflow.id);
		const left = webhooks.ours.length;
		const [line] =
			/The webhook of this trigger is still registered[^\n"]*/.exec(n8n.log().slice(logged)) ?? [];
		recover(chaos);
		// What is left is found by the next publishing, and goes with the unpublishing after it.
		assert.equal(await publish(n8n, workflow.id), undefined);
		await worksAndEnds(chaos, webhooks, workflow);
		if (sentence !== undefined) return said(sentence);
		if (left === 0) return 'it is removed';
		if (what.endsWith('404')) return 'it counts as gone; the next publishing removes what is there';
		assert.ok(line, 'nothing is said, not in the log either');
		return `${LIMIT}. Its log says “${line}” The next publishing removes it`;
	},
}));

/** With the service off n8n asks for each webhook when it starts; with it on it asks for none. */
const whileRestarting = (asks: boolean) =>
	FAULTS.filter(([what]) => /down|slow|429|500/.test(what)).map(([what, strike]): Scenario => ({
		what: `${what} while n8n restarts`,
		async run(chaos, webhooks) {
			const { n8n, sandbox } = chaos;
			const workflow = await newWorkflow(chaos);
			assert.equal(await publish(n8n, workflow.id), undefined);
			const [{ webhook_id }] = webhooks.ours as [StoredWebhook];
			await n8n.end();
			strike(sandbox);
			const [logged, asked] = [n8n.log().length, sandbox.requests.length];
			await n8n.start();
			const isSlow = what.includes('slow');
			const settled = async () =>
				isSlow
					? sandbox.requests.slice(asked).some(({ status }) => status === 200)
					: /could not check the webhook; it stays as it is/.test(n8n.log().slice(logged));
			if (asks) {
				const whenSettled = async () => (await settled()) || undefined;
				await waitUntil('the webhook to be checked', whenSettled, { timeoutMs: 120_000 });
			}
			recover(chaos);
			assert.deepEqual(
				webhooks.ours.map((webhook) => webhook.webhook_id),
				[webhook_id],
				'the webhook was not kept',
			);
			await worksAndEnds(chaos, webhooks, workflow);
			if (!asks) return 'n8n asks nothing; events arrive';
			return isSlow ? 'events arrive' : 'it is kept, with a warning in the log; events arrive';
		},
	}));

const whilePublishingAChange = FAULTS.map(([what, strike]): Scenario => ({
	what: `${what} while a change is published`,
	async run(chaos, webhooks) {
		const { n8n } = chaos;
		const workflow = await newWorkflow(chaos);
		assert.equal(await publish(n8n, workflow.id), undefined);
		const node = nodeNamed(workflow, 'Trigger');
		const event_types = ['message.received', 'message.sent'];
		node.parameters.events = event_types;
		await n8n.client.updateWorkflow(workflow.id, { nodes: [node] });
		strike(chaos.sandbox);
		const logged = n8n.log().length;
		const sentence = await publish(n8n, workflow.id);
		const isChanged = () => webhooks.ours[0]?.event_types.length === event_types.length;
		const reached = isChanged();
		const printed = n8n.log().slice(logged);
		recover(chaos);
		if (!reached) {
			await unpublish(n8n, workflow.id);
			assert.equal(await publish(n8n, workflow.id), undefined);
		}
		assert.equal(isChanged(), true, 'the change does not reach AgentMail with the next publishing');
		await worksAndEnds(chaos, webhooks, workflow);
		if (sentence !== undefined) return said(sentence);
		const [line] = /AgentMail Trigger: [^\n]*/.exec(printed) ?? ['nothing'];
		assert.ok(
			reached,
			`the change is lost until the next publishing, and only the log says “${line}”`,
		);
		return 'events arrive';
	},
}));

const BEHIND_OUR_BACK: Array<
	[string, (webhook: StoredWebhook, sandbox: Chaos['sandbox']) => void]
> = [
	['deleted by hand', ({ webhook_id }, { store }) => store.webhooks.delete(webhook_id)],
	['disabled', (webhook) => (webhook.enabled = false)],
	['changed to another URL', (webhook) => (webhook.url += '/old')],
	['changed to other events', (webhook) => (webhook.event_types = ['message.sent'])],
	['changed to another inbox', (webhook) => (webhook.inbox_ids = ['other@agentmail.to'])],
];

/** n8n calls a trigger again when it starts (publication service off) or when a person publishes again (on). */
export type Repair = (chaos: Chaos, workflowId: string) => Promise<void>;

export const behindOurBack = (repair: Repair) =>
	BEHIND_OUR_BACK.map(([what, damage]): Scenario => ({
		what: `the webhook is ${what} at AgentMail`,
		async run(chaos, webhooks) {
			const workflow = await newWorkflow(chaos);
			assert.equal(await publish(chaos.n8n, workflow.id), undefined);
			damage(webhooks.ours[0]!, chaos.sandbox);
			await repair(chaos, workflow.id);
			await worksAndEnds(chaos, webhooks, workflow);
			return 'events arrive';
		},
	}));

const WIDE = { scope: 'organization', inboxIds: [] };
const NARROW = { scope: 'inbox', inboxIds: [INBOX] };
const CHANGES: Array<{ what: string; from: object; to: object; then: Partial<StoredWebhook> }> = [
	{
		what: 'other events are chosen',
		from: { events: ['message.received'] },
		to: { events: ['message.received', 'message.sent'] },
		then: { event_types: ['message.received', 'message.sent'] },
	},
	{ what: 'the scope is widened', from: NARROW, to: WIDE, then: { inbox_ids: undefined } },
	{ what: 'the scope is narrowed', from: WIDE, to: NARROW, then: { inbox_ids: [INBOX] } },
];

export const changes = CHANGES.map(({ what, from, to, then }): Scenario => ({
	what: `${what} and published`,
	async run(chaos, webhooks) {
		const workflow = await newWorkflow(chaos, from);
		assert.equal(await publish(chaos.n8n, workflow.id), undefined);
		await change(chaos, workflow, to);
		const [webhook] = webhooks.ours;
		for (const [name, value] of Object.entries(then)) {
			assert.deepEqual(webhook?.[name as keyof StoredWebhook], value);
		}
		await worksAndEnds(chaos, webhooks, workflow);
		return 'events arrive';
	},
}));

async function change({ n8n }: Chaos, workflow: Workflow, parameters: object): Promise<void> {
	const node = nodeNamed(workflow, 'Trigger');
	Object.assign(node.parameters, parameters);
	await n8n.client.updateWorkflow(workflow.id, { nodes: [node] });
	assert.equal(await publish(n8n, workflow.id), undefined);
}

export const toManualAndBack: Scenario = {
	what: 'registration is switched to manual and back',
	async run(chaos, webhooks) {
		const { n8n, sandbox } = chaos;
		const webhookSecret = `whsec_${Buffer.from('a secret that a person copied').toString('base64')}`;
		const data = sandboxCredential(sandbox, { webhookSecret });
		const { id, name } = await n8n.client.createCredential('With secret', CREDENTIAL, data);
		const credentials = { agentMailApi: { id, name } };
		const workflow = await newWorkflow({ ...chaos, credentials });
		assert.equal(await publish(n8n, workflow.id), undefined);
		assert.equal(webhooks.ours.length, 1);

		await change(chaos, workflow, { registration: 'manual' });
		assert.deepEqual(webhooks.ours, [], 'the automatic webhook is left over');
		const event = { event_type: 'message.received', message: { inbox_id: INBOX, from: 'a@b.io' } };
		const url = n8n.webhookUrl(nodeNamed(workflow, 'Trigger'));
		assert.equal(await deliver(url, signDelivery(webhookSecret, event)), 200);
		assert.equal((await n8n.client.endedExecutions(workflow.id, 1)).length, 1);

		await change(chaos, workflow, { registration: 'automatic' });
		await worksAndEnds(chaos, webhooks, workflow);
		return 'events arrive';
	},
};

const killedBetweenCreateAndSave: Scenario = {
	what: 'n8n is killed (kill -9) between create and save',
	async run(chaos, webhooks) {
		const { n8n, sandbox } = chaos;
		const workflow = await newWorkflow(chaos);
		// The webhook is made and the answer never arrives: n8n cannot have saved it.
		const match = { method: 'POST', path: '/v0/webhooks' };
		sandbox.fault({ match, times: 1, action: 'lostAnswer' });
		sandbox.fault({ match, action: { delayMs: 10_000 } });
		const publishing = publish(n8n, workflow.id).catch(() => undefined);
		await waitUntil('the webhook', async () => webhooks.ours[0], { everyMs: 1 });
		await n8n.kill();
		await publishing;
		sandbox.clearFaults();
		await n8n.start();
		await n8n.client.becomeOwner();
		await unpublish(n8n, workflow.id);
		assert.equal(await publish(n8n, workflow.id), undefined);
		await worksAndEnds(chaos, webhooks, workflow);
		return 'events arrive';
	},
};

/** @param startAnother on a folder of its own, with the same package and the account's credential */
export const twoOnOneAccount = (startAnother: () => Promise<Chaos>): Scenario => ({
	what: 'two n8n on one account run copies of a workflow',
	async run(chaos, webhooks) {
		const workflow = await newWorkflow(chaos);
		const another = await startAnother();
		try {
			const { credentials, n8n } = another;
			const nodes = workflow.nodes.map((node) => ({ ...node, credentials }));
			const copy = await n8n.client.createWorkflow({ ...workflow, nodes });
			assert.equal(await publish(chaos.n8n, workflow.id), undefined);
			assert.equal(await publish(n8n, copy.id), undefined);
			assert.equal(webhooks.ours.length, 2);
			assert.equal(await mailArrives(chaos, workflow.id), true);
			assert.equal(await mailArrives(another, copy.id), true);
			assert.equal(await unpublish(n8n, copy.id), undefined);
			await worksAndEnds(chaos, webhooks, workflow);
			return 'events arrive at both';
		} finally {
			await another.n8n.stop();
		}
	},
});

/** @param move n8n starts again under another address */
export const movedToAnotherAddress = (move: () => Promise<N8nServer>): Scenario => ({
	what: 'the address of n8n changes',
	async run(chaos, webhooks) {
		const workflow = await newWorkflow(chaos);
		assert.equal(await publish(chaos.n8n, workflow.id), undefined);
		const moved = { ...chaos, n8n: await move() };
		await unpublish(moved.n8n, workflow.id);
		assert.equal(await publish(moved.n8n, workflow.id), undefined);
		assert.match(webhooks.ours[0]!.url, /^http:\/\/localhost:/);
		await worksAndEnds(moved, webhooks, workflow);
		return 'events arrive once it is published again';
	},
});

/** All that need nothing but one n8n. @param asks whether it asks for its webhooks when it starts */
export const scenarios = (repair: Repair, asks: boolean): Scenario[] => [
	...whilePublishing,
	...whileUnpublishing,
	...whileRestarting(asks),
	...whilePublishingAChange,
	...behindOurBack(repair),
	...changes,
	toManualAndBack,
	killedBetweenCreateAndSave,
];
