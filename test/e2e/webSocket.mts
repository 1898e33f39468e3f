import { expect, it } from '@jest/globals';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { chain, type Workflow } from '../../scripts/n8n/workflow.mjs';
import { release } from './agentArmor.mjs';
import { INBOX, trigger, WEB_SOCKET_TRIGGER, type World } from './world.mjs';

/**
 * With the WebSocket of the Node.js that n8n runs on.
 *
 * @param looksBack whether this n8n stores once, so that mail of the time it was down can be looked for
 */
export function webSocketSuite(world: () => World, looksBack = true): void {
	const node = (parameters: Record<string, unknown> = {}) => {
		const { webhookId: _none, ...rest } = trigger(world(), parameters);
		return { ...rest, type: WEB_SOCKET_TRIGGER, typeVersion: 1 };
	};

	async function published(parameters: Record<string, unknown> = {}): Promise<Workflow> {
		const { client } = world().n8n;
		const workflow = await client.createWorkflow(chain('WebSocket', node(parameters)));
		const { triggers } = await client.activate(workflow.id);
		expect(triggers.map(({ status, errorMessage }) => [status, errorMessage])).toEqual([
			['activated', null],
		]);
		return workflow;
	}

	const connections = async (count: number) =>
		await waitUntil(`${count} connections`, async () => {
			const { open, subscriptions } = world().sandbox.sockets;
			return open === count && subscriptions.length === count ? true : undefined;
		});
	const receive = async (subject: string, review = false) =>
		await world().sandbox.receive(INBOX, {
			...{ from: 'jane@example.com', subject, text: 'Hello.' },
			review,
		});
	const subjectsOf = async (workflow: Workflow, count: number) =>
		(await world().n8n.client.endedExecutions(workflow.id, count))
			.map((execution) => outputOf(execution, 'Trigger')[0]?.json.subject)
			.reverse();

	it('loses nothing to a reset and a crash, starts nothing twice, and lets go when unpublished', async () => {
		const { n8n, sandbox } = world();
		await receive('Before it was published');
		const workflow = await published();
		await connections(1);
		await receive('Live');
		expect(await subjectsOf(workflow, 1)).toEqual(['Live']);

		sandbox.cut('reset');
		await receive('While the connection was down');
		await connections(1);
		expect(await subjectsOf(workflow, 2)).toEqual(['Live', 'While the connection was down']);

		await n8n.kill();
		await receive('While n8n was down');
		await n8n.start();
		await connections(1);
		await receive('After');
		const all = await subjectsOf(workflow, looksBack ? 4 : 3);
		const since = looksBack ? ['After', 'While n8n was down'] : ['After'];
		expect(all.slice(0, 2)).toEqual(['Live', 'While the connection was down']);
		expect(all.slice(2).sort()).toEqual(since);

		await n8n.client.deactivate(workflow.id);
		await waitUntil('the connection to close', async () => sandbox.sockets.held === 0 || undefined);
		await receive('Unpublished');
		expect(await subjectsOf(workflow, all.length)).toHaveLength(all.length);
		expect(n8n.log()).not.toContain(sandbox.apiKey);
	}, 120_000);

	it('starts no run for held mail, and exactly one for each that is released, also in an outage', async () => {
		const { n8n, sandbox } = world();
		sandbox.settings.agentArmor = 'hold';
		try {
			const workflow = await published();
			await connections(1);
			const held = await receive('Held before the outage', true);
			await receive('Clear before the outage');
			expect(await subjectsOf(workflow, 1)).toEqual(['Clear before the outage']);

			const over = sandbox.faultFrames({ action: 'lost' });
			const inside = await receive('Held in the outage', true);
			await receive('Never released', true);
			await receive('Clear in the outage');
			await release(world(), held.message_id);
			over();
			sandbox.cut('reset');
			await connections(1);
			const after = await subjectsOf(workflow, 3);
			expect(after.slice(1).sort()).toEqual(['Clear in the outage', 'Held before the outage']);

			await release(world(), inside.message_id);
			expect((await subjectsOf(workflow, 4)).at(-1)).toBe('Held in the outage');
			await receive('Last');
			expect((await subjectsOf(workflow, 5)).at(-1)).toBe('Last');
			sandbox.cut('reset');
			await connections(1);
			await receive('Last of all');
			expect((await subjectsOf(workflow, 6)).at(-1)).toBe('Last of all');
			await n8n.client.deactivate(workflow.id);
		} finally {
			sandbox.settings.agentArmor = 'off';
		}
	}, 120_000);

	it('takes one event when run by hand', async () => {
		const { n8n, sandbox } = world();
		const workflow = await n8n.client.createWorkflow(
			chain('by hand', node({ options: { testWith: 'next' } })),
		);
		await n8n.client.startRun(workflow.id, 'Trigger');
		await connections(1);
		await receive('Try it');
		expect(await subjectsOf(workflow, 1)).toEqual(['Try it']);
		await waitUntil('the connection to close', async () => sandbox.sockets.held === 0 || undefined);
	}, 60_000);
}
