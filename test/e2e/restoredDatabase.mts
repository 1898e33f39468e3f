import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cp, rm } from 'node:fs/promises';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import {
	chain,
	manualTrigger,
	type NodeSketch,
	type Workflow,
} from '../../scripts/n8n/workflow.mjs';
import type { Stage } from '../../scripts/stage.mjs';
import { asking, byId, linkOf, reviewing, submit, visit, waiting } from './reviewSupport.mjs';
import { ACTION, INBOX, START_TIMEOUT_MS, startWorld } from './world.mjs';

/**
 * A database that is restored from a copy counts its executions from the same number again: workflow, node and execution
 * have the names of before, and n8n signs the same links. What they make, send and ask is new all the same.
 */
export function restoredDatabaseSuite(): void {
	let stage: Stage;
	let workflows: Workflow[];
	let before: Done;
	let after: Done;

	beforeAll(async () => {
		stage = await startWorld();
		workflows = await saved(stage);
		const { n8n } = stage;
		const copy = `${n8n.userFolder}-copy`;
		await n8n.end();
		await cp(n8n.userFolder, copy, { recursive: true });
		await n8n.start();
		before = await doneFor('A', stage, workflows);
		await n8n.end();
		await rm(n8n.userFolder, { recursive: true });
		await cp(copy, n8n.userFolder, { recursive: true });
		await rm(copy, { recursive: true });
		await n8n.start();
		after = await doneFor('B', stage, workflows);
	}, 2 * START_TIMEOUT_MS);
	afterAll(async () => await stage?.stop(), 60_000);

	it('has executions that are called as those before', () => {
		expect(after.executionIds).toEqual(before.executionIds);
	});

	it("makes a pod for the second customer, and not the first one's again", () => {
		expect([before.pod, after.pod]).toMatchObject([{ name: 'A' }, { name: 'B' }]);
		expect(after.pod.pod_id).not.toBe(before.pod.pod_id);
	});

	it('sends the second email too', () => {
		expect(after.email.message_id).not.toBe(before.email.message_id);
		const sent = [...stage.sandbox.store.messages.values()].map(({ subject }) => subject);
		expect(sent).toEqual(expect.arrayContaining(['Welcome, A', 'Welcome, B']));
	});

	it('refuses every link of a question before, which leads to the question now', async () => {
		for (const [index, link] of before.links.entries()) {
			expect(new URL(link).pathname).toBe(new URL(after.links[index]!).pathname);
			const page = await visit(link);
			expect([page.status, page.text]).toEqual([410, expect.stringContaining('is closed')]);
			expect((await submit(link, { decision: 'approve' })).status).toBe(410);
			const { status } = await stage.n8n.client.execution(after.executionIds.at(index - 2)!);
			expect(status).toBe('waiting');
			expect((await submit(after.links[index]!, { decision: 'decline' })).status).toBe(200);
		}
	});
}

/** What the workflows did, in the order of {@link saved}. */
interface Done {
	executionIds: string[];
	pod: Record<string, unknown>;
	email: Record<string, unknown>;
	/** Of the two questions. */
	links: string[];
}

/** Makes a pod, sends an email, asks about a message, asks about a draft. */
async function saved(stage: Stage): Promise<Workflow[]> {
	const { credentials, n8n } = stage;
	const nodes: NodeSketch[] = [
		{
			name: 'Pod',
			type: ACTION,
			credentials,
			parameters: { resource: 'pod', operation: 'create', name: '' },
		},
		{
			name: 'Email',
			type: ACTION,
			credentials,
			parameters: {
				resource: 'message',
				operation: 'send',
				inboxId: byId(INBOX),
				to: 'customer@example.com',
				subject: '',
				text: 'Welcome.',
			},
		},
		asking(stage, {}),
		reviewing(stage),
	];
	return await Promise.all(
		nodes.map(async (node) => {
			return await n8n.client.createWorkflow(chain(node.name, manualTrigger, node));
		}),
	);
}

async function doneFor(customer: string, stage: Stage, workflows: Workflow[]): Promise<Done> {
	const { client } = stage.n8n;
	const words = [
		{ name: customer },
		{ subject: `Welcome, ${customer}` },
		{ subject: `Refund for ${customer}?` },
		{ subject: `Refund for ${customer}?` },
	];
	const executionIds: string[] = [];
	for (const [index, { id, nodes }] of workflows.entries()) {
		const [start, node] = nodes;
		const parameters = { ...node!.parameters, ...words[index] };
		await client.updateWorkflow(id, { nodes: [start!, { ...node!, parameters }] });
		const { executionId } = await client.startRun(id, manualTrigger.name);
		executionIds.push(executionId!);
		if (index < 2) await client.endedExecution(executionId!);
		else await waiting(stage, executionId!);
	}
	const [pod, email, ...asked] = executionIds;
	const resultOf = async (id: string, node: string) =>
		outputOf(await client.execution(id), node)[0]!.json;
	return {
		executionIds,
		pod: await resultOf(pod!, 'Pod'),
		email: await resultOf(email!, 'Email'),
		links: asked.map((id) => linkOf(stage, id)),
	};
}
