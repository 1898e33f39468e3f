import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Workflow } from 'n8n-workflow';

import type { FaultRule } from '../../sandbox/http/faults.mjs';
import { TRIGGER } from '../../scripts/engine/engine.mjs';
import { signDelivery } from '../../scripts/delivery.mjs';
import { INBOX, useSandbox } from './fixture.mjs';

/**
 * Whatever fails while n8n publishes, changes or unpublishes a workflow: the user sees a sentence or events arrive, and
 * once AgentMail answers again nothing is left over. Webhooks of others are never touched.
 */
const fixture = useSandbox();
let trigger: Workflow;
let foreign: string;

// With `retry-after`, so that the repeats take no time.
const answer = (status: number) => ({ status, headers: { 'retry-after': '0' } });

const FAULTS: Array<[string, Omit<FaultRule, 'match'>]> = [
	...[401, 403, 404, 429, 500, 503].map((status): [string, Omit<FaultRule, 'match'>] => [
		String(status),
		{ action: answer(status) },
	]),
	['a broken connection', { action: 'reset', times: 2 }],
	['a lost answer', { action: 'lostAnswer', times: 1 }],
	['a slow answer', { action: { delayMs: 300 } }],
];

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

function workflow(events: string[], staticData: object = {}): Workflow {
	const node = { name: 'Trigger', type: TRIGGER, webhookId: 'trigger-1', parameters: { events } };
	return fixture.engine.newWorkflow({ nodes: [node], staticData });
}

const hook = async (method: 'checkExists' | 'create' | 'delete') =>
	await fixture.engine.hook(trigger, 'Trigger', method);

/** As n8n's publication service does it: after a failure it takes the webhook away again. */
async function publish(): Promise<string | undefined> {
	try {
		if (!(await hook('checkExists'))) await hook('create');
		return undefined;
	} catch (error) {
		await hook('delete').catch(() => undefined);
		return (error as Error).message;
	}
}

const unpublish = async () =>
	await hook('delete').then(
		() => undefined,
		(error: Error) => error.message,
	);

const ours = () =>
	[...fixture.sandbox.store.webhooks.values()].filter(({ webhook_id }) => webhook_id !== foreign);

/** Whether an event that AgentMail signs for our one webhook starts a run. */
async function arrives(event_type: string): Promise<boolean> {
	const [webhook] = ours();
	if (!webhook) return false;
	const message = { inbox_id: INBOX, from: 'jane@example.com', text: 'Hi' };
	const delivery = signDelivery(webhook.secret, { event_type, message });
	const { result } = await fixture.engine.deliver(trigger, 'Trigger', delivery);
	return result.workflowData !== undefined;
}

function expectSentence(message: string | undefined): void {
	if (message === undefined) return;
	expect(message).toMatch(/^\S.{10,}[.!?]$/s);
	expect(message).not.toMatch(/whsec_|am_/);
}

beforeEach(async () => {
	const { url, apiKey } = fixture.sandbox;
	const response = await fetch(`${url}/v0/webhooks`, {
		method: 'POST',
		headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify({ url: 'https://else.example.com/x', event_types: ['message.received'] }),
	});
	foreign = ((await response.json()) as { webhook_id: string }).webhook_id;
	trigger = workflow(['message.received']);
});

afterEach(() => fixture.sandbox.clearFaults());

describe.each(FAULTS)('%s', (what, fault) => {
	describe.each(METHODS)('to %s', (method) => {
		const strike = () => fixture.sandbox.fault({ match: { method }, ...fault });

		/** AgentMail answers again: all is as if nothing had been. */
		async function recovers(event: string): Promise<void> {
			fixture.sandbox.clearFaults();
			expect(await publish()).toBeUndefined();
			expect(ours()).toHaveLength(1);
			expect(await arrives(event)).toBe(true);
			expect(await unpublish()).toBeUndefined();
			expect(ours()).toEqual([]);
			expect(fixture.sandbox.store.webhooks.get(foreign)).toMatchObject({
				url: 'https://else.example.com/x',
				enabled: true,
			});
		}

		test('while publishing', async () => {
			strike();
			const message = await publish();
			expectSentence(message);
			if (message === undefined) expect(await arrives('message.received')).toBe(true);
			await recovers('message.received');
		});

		test('while publishing a change', async () => {
			expect(await publish()).toBeUndefined();
			trigger = workflow(['message.received.spam'], { ...trigger.staticData });
			strike();
			expectSentence(await publish());
			await recovers('message.received.spam');
		});

		test('while unpublishing', async () => {
			expect(await publish()).toBeUndefined();
			strike();
			const message = await unpublish();
			expectSentence(message);
			// A 404 says that it is gone already. If that is not true, the next publishing finds it.
			const saysGone = what === '404' && method === 'DELETE';
			if (message === undefined && !saysGone) expect(ours()).toEqual([]);
			await recovers('message.received');
		});
	});
});
