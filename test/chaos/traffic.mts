import assert from 'node:assert/strict';
import { nodeNamed } from '../../scripts/n8n/workflow.mjs';
import { newWorkflow, publish, unpublish, type Chaos } from './account.mjs';
import { BODIES, sendAll } from './bodies.mjs';
import { megabytesInUse } from './inspector.mjs';
import { PLAIN_VERSION, underLoad, type Load } from './load.mjs';

/** Where a run is started, slower than n8n's own Webhook node by no more than this. Repeats start none, so they are quick. */
const MOST_TIMES_AS_SLOW = 1.5;

export async function repeatedDeliveries(chaos: Chaos, load: Load): Promise<string> {
	const { executions, unanswered, first, all, plain } = await underLoad(chaos, load);
	const ratio = first / plain.first;
	const compared = (ours: number, webhook: number) =>
		`${ours.toFixed(0)} ms, n8n's Webhook node ${webhook.toFixed(0)} ms: ${(ours / webhook).toFixed(2)} times`;
	const found = `${executions} executions, ${unanswered} requests without a 200; 95 of 100 answers to the first request of a delivery within ${compared(first, plain.first)}; to all requests ${compared(all, plain.all)} (its version ${PLAIN_VERSION}, which starts a run for the repeats too)`;
	assert.equal(executions, load.deliveries, found);
	assert.equal(unanswered, 0, found);
	assert.ok(ratio <= MOST_TIMES_AS_SLOW, found);
	return found;
}

/** What n8n holds may grow by less than one of the larger bodies, however often they come. */
const MOST_GROWTH_MB = 5;

/** Every odd body, `times` over, after one round to warm up. */
export async function oddBodies(chaos: Chaos, times: number): Promise<string> {
	const { n8n, sandbox } = chaos;
	const workflow = await newWorkflow(chaos);
	assert.equal(await publish(n8n, workflow.id), undefined);
	const url = n8n.webhookUrl(nodeNamed(workflow, 'Trigger'));
	const { secret } = [...sandbox.store.webhooks.values()].find((each) => each.url === url)!;
	const pid = n8n.pid;
	const starting = BODIES.filter(({ starts }) => starts).length;
	const round = async (number: number) => {
		await sendAll(url, secret);
		const count = number * starting;
		await n8n.client.endedCount(workflow.id, count);
		assert.equal(await n8n.client.executionCount(workflow.id), count);
	};
	await round(1);
	const before = await megabytesInUse(n8n);
	for (let number = 2; number <= times + 1; number++) await round(number);
	const after = await megabytesInUse(n8n);
	const found = `${BODIES.length} kinds, ${times + 1} times each, all answered; in use after collection ${before.toFixed(1)} MB, then ${after.toFixed(1)} MB`;
	assert.equal(n8n.pid, pid, 'n8n was started anew');
	assert.ok(after - before < MOST_GROWTH_MB, found);
	assert.equal(await unpublish(n8n, workflow.id), undefined);
	return found;
}
