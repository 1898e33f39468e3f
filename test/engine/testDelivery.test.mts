import { afterEach, describe, expect, test } from '@jest/globals';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

import { TRIGGER } from '../../scripts/engine/engine.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { INBOX, useSandbox, useServers } from './fixture.mjs';

const at = useSandbox();
const startServer = useServers();
afterEach(() => at.engine.useAddress('https://n8n.example.com'));

let triggers = 0;

/** Presses "Execute step". n8n, which takes deliveries a moment later, is a server that answers as it does. */
async function executeStep(parameters: object = {}) {
	const deliveries: Array<{ url?: string; body: Buffer; headers: Record<string, string> }> = [];
	const origin = await startServer(async (request, response) => {
		const headers = request.headers as Record<string, string>;
		deliveries.push({ url: request.url, body: await buffer(request), headers });
		response.statusCode = [404, 401, 200][deliveries.length - 1] ?? 200;
		response.end();
	});
	at.engine.useAddress(origin);
	const node = { id: `test-${++triggers}`, name: 'Trigger', type: TRIGGER, webhookId: 'trigger-1' };
	const workflow = at.engine.newWorkflow({ nodes: [{ ...node, parameters: parameters as never }] });
	await at.engine.hook(workflow, 'Trigger', 'create', { mode: 'manual' });
	const [webhook] = [...at.sandbox.store.webhooks.values()];
	return { deliveries, webhook: webhook! };
}

const receive = async (from: string, subject: string) =>
	await at.sandbox.receive(INBOX, { from, subject, text: 'Hi' });

describe('a test of the webhook trigger', () => {
	test('starts at once with the latest email that the filters let in, signed, once n8n takes it', async () => {
		await receive('jane@example.com', 'Older');
		const mail = await receive('jane@example.com', 'Wanted');
		await receive('noreply@example.com', 'From a robot');
		const { deliveries, webhook } = await executeStep();
		await waitUntil('the delivery', async () => deliveries.length >= 3 || undefined);
		const { body, headers } = deliveries[2]!;
		const standard = Object.entries(headers).map(([name, value]) => [
			name.replace(/^svix-/, 'webhook-'),
			value,
		]);
		const event = new Webhook(webhook.secret).verify(
			body.toString(),
			Object.fromEntries(standard) as Record<string, string>,
		);
		expect(event).toMatchObject({
			type: 'event',
			event_type: 'message.received',
			message: { message_id: mail.message_id, subject: 'Wanted' },
			thread: { thread_id: mail.thread_id },
		});
	});

	test.each([
		['with Test With: Next Event', { options: { testWith: 'next' } }],
		['without an email that the filters let in', { filters: { senders: 'bob@example.com' } }],
		['for events that no list has', { events: ['message.bounced'] }],
	])('%s it waits', async (_case, parameters) => {
		await receive('jane@example.com', 'Hi');
		const { deliveries, webhook } = await executeStep(parameters);
		expect(webhook.url).toContain('/webhook/trigger-1');
		// What is delivered is read before: nothing was.
		const reads = at.sandbox.requests.filter(({ path }) => /\/threads\/./.test(path));
		expect([deliveries, reads.length > 0]).toEqual([[], 'filters' in parameters]);
	});
});
