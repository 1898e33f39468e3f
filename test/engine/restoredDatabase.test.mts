import { describe, expect, test } from '@jest/globals';

import { ACTION, chain, createEngine, output } from '../../scripts/engine/engine.mjs';
import { byId, credentialFor, INBOX, useSandbox } from './fixture.mjs';

const at = useSandbox();
const inboxId = byId(INBOX);

/** The same n8n with a database that was made anew: instance, workflow, node and the numbers of its executions come back. */
const databaseMadeAnew = async () => await createEngine(credentialFor(at.sandbox));

describe('executions of a database that was made anew', () => {
	test.each([
		['pod', { resource: 'pod', operation: 'create', name: '={{ $json.customer }}' }, 'name'],
		[
			'inbox',
			{ resource: 'inbox', operation: 'create', displayName: '={{ $json.customer }}' },
			'display_name',
		],
		[
			'draft',
			{ resource: 'draft', operation: 'create', inboxId, subject: '={{ $json.customer }}' },
			'subject',
		],
	])('make a %s of their own', async (_what, create, field) => {
		const made = [];
		for (const customer of ['A', 'B']) {
			const engine = await databaseMadeAnew();
			const [item] = await engine.action(create, [{ customer }]);
			made.push(item!.json[field]);
		}
		expect(made).toEqual(['A', 'B']);
	});

	test('send a mail of their own, also one with the same words', async () => {
		const send = { resource: 'message', operation: 'send', inboxId, to: 'b@b.io', text: 'Hello' };
		const ids = [];
		for (const engine of [await databaseMadeAnew(), await databaseMadeAnew()]) {
			const [item] = await engine.action(send);
			ids.push(item!.json.message_id);
		}
		expect(new Set(ids).size).toBe(2);
	});

	test('and a later node of the same execution has the nonce of the first', async () => {
		const engine = await databaseMadeAnew();
		const send = { resource: 'message', operation: 'send', inboxId, to: 'b@b.io', text: 'Hello' };
		const run = await engine.run({
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{ name: 'One', type: ACTION, parameters: send },
				{ name: 'Two', type: ACTION, parameters: send },
			],
			connections: chain('Start', 'One', 'Two'),
		});
		expect(output(run, 'Two')).toHaveLength(1);
		// n8n stores it with the execution, so it survives a wait, a restart and another worker.
		const stored = JSON.stringify(run.data.executionData?.contextData.flow);
		expect(stored).toMatch(/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}/);
	});
});

describe('a create that is answered with something older says so', () => {
	const older = (body: object) =>
		at.sandbox.fault({ match: { method: 'POST' }, times: 1, action: { status: 200, body } });
	const entry = (name: string, value: string) => ({ pair: [{ name, value }] });
	const inbox = { inbox_id: 'jane@agentmail.to', email: 'jane@agentmail.to', pod_id: 'pod-1' };

	test.each([
		['pod', { name: 'Customer B' }, { pod_id: 'pod-a', name: 'Customer A' }, /name/],
		['inbox', { username: 'bob' }, inbox, /email/],
		['inbox', { displayName: 'Bob' }, { ...inbox, display_name: 'Jane' }, /display_name/],
		[
			'inbox',
			{ options: { metadata: entry('customer', 'B') } },
			{ ...inbox, metadata: { customer: 'A' } },
			/metadata/,
		],
		['inbox', { scope: 'pod', podId: byId('pod-2') }, inbox, /pod_id/],
		[
			'draft',
			{ inboxId, subject: 'B' },
			{ draft_id: '1', inbox_id: 'other@agentmail.to', subject: 'B' },
			/inbox_id/,
		],
	])('%s with %j', async (resource, fields, answer, what) => {
		older(answer);
		const made = at.engine.action({ resource, operation: 'create', ...fields });
		await expect(made).rejects.toThrow(what);
		await expect(made).rejects.toThrow(/already existed/);
	});

	test('but not because AgentMail writes it in its own way', async () => {
		older({ ...inbox, display_name: 'Jane', metadata: { customer: 'A', plan: 3 } });
		const metadata = entry('customer', 'A');
		const create = { username: ' Jane', displayName: 'Jane ', options: { metadata } };
		await expect(
			at.engine.action({ resource: 'inbox', operation: 'create', ...create }),
		).resolves.toHaveLength(1);
	});

	test('and with a Client ID that a person chose it is what was asked for', async () => {
		const create = { resource: 'pod', operation: 'create', options: { clientId: 'customer-1042' } };
		const [first] = await at.engine.action({ ...create, name: 'A' });
		const [second] = await at.engine.action({ ...create, name: 'B' });
		expect(second!.json).toEqual(first!.json);
	});
});
