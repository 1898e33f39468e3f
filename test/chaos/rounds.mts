import assert from 'node:assert/strict';
import { mailArrives, newWorkflow, publish, unpublish, Webhooks, type Chaos } from './account.mjs';

/** Publishes and unpublishes again and again: one webhook each time, then none. */
export async function rounds(chaos: Chaos, count: number): Promise<void> {
	const webhooks = await Webhooks.besideOthers(chaos.sandbox);
	const { id } = await newWorkflow(chaos);
	for (let round = 1; round <= count; round++) {
		assert.equal(await publish(chaos.n8n, id), undefined, `round ${round}`);
		assert.equal(webhooks.ours.length, 1, `round ${round}`);
		assert.equal(await unpublish(chaos.n8n, id), undefined, `round ${round}`);
		assert.equal(webhooks.ours.length, 0, `round ${round}`);
	}
	webhooks.expectOthersUntouched();
	webhooks.remove();
}

/** Ends and starts n8n again and again, every second time by `kill -9`: one webhook each time, over which mail arrives. */
export async function restarts(chaos: Chaos, count: number): Promise<void> {
	const { n8n, sandbox } = chaos;
	const webhooks = await Webhooks.besideOthers(sandbox);
	const { id } = await newWorkflow(chaos);
	assert.equal(await publish(n8n, id), undefined);
	for (let round = 1; round <= count; round++) {
		await (round % 2 === 0 ? n8n.kill() : n8n.end());
		await n8n.start();
		assert.equal(webhooks.ours.length, 1, `restart ${round}`);
		assert.equal(await mailArrives(chaos, id), true, `restart ${round}`);
	}
	assert.equal(await unpublish(n8n, id), undefined);
	assert.equal(webhooks.ours.length, 0);
	webhooks.expectOthersUntouched();
	webhooks.remove();
}
