import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { StoredWebhook } from '../../sandbox/records.mjs';
import { outputOf } from '../../scripts/n8n/execution.mjs';
import { N8nRestError } from '../../scripts/n8n/rest.mjs';
import type { N8nServer } from '../../scripts/n8n/server.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { chain, type Workflow } from '../../scripts/n8n/workflow.mjs';
import type { Stage } from '../../scripts/stage.mjs';
import { INBOX, trigger } from '../e2e/world.mjs';

/** What a test needs of a real n8n beside a sandbox. */
export type Chaos = Pick<Stage, 'n8n' | 'sandbox' | 'credentials'>;

/**
 * Longer than n8n's publication service may take: a process that was killed keeps what it was publishing for two minutes
 * (`N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS`), another looks every 15 s.
 */
const PATIENCE_MS = 180_000;

export async function newWorkflow(chaos: Chaos, parameters: object = {}): Promise<Workflow> {
	const { client } = chaos.n8n;
	const node = trigger(chaos, { ...parameters });
	return await client.createWorkflow(chain(`chaos ${randomUUID()}`, node));
}

/** Publishes the newest version. @returns the sentence that the user sees if it was refused */
export async function publish({ client }: N8nServer, id: string): Promise<string | undefined> {
	return await sentenceOf(async () => {
		const { triggers } = await client.activate(id, PATIENCE_MS);
		return triggers.find(({ status }) => status !== 'activated')?.errorMessage ?? undefined;
	});
}

/** Unpublishes. @returns the sentence that the user sees if it was refused */
export async function unpublish({ client }: N8nServer, id: string): Promise<string | undefined> {
	return await sentenceOf(async () => {
		await client.deactivate(id, PATIENCE_MS);
		return undefined;
	});
}

async function sentenceOf(act: () => Promise<string | undefined>): Promise<string | undefined> {
	try {
		return await act();
	} catch (error) {
		if (!(error instanceof N8nRestError) || error.status >= 500) throw error;
		return error.sentence;
	}
}

/** A mail comes in: whether it starts a run of the workflow. */
export async function mailArrives({ n8n, sandbox }: Chaos, workflowId: string): Promise<boolean> {
	const subject = `Mail ${randomUUID()}`;
	await sandbox.receive(INBOX, { from: 'jane@example.com', subject, text: 'Hello' });
	await sandbox.idle(30_000);
	const started = waitUntil(
		`a run with "${subject}"`,
		async () => {
			for (const { id, status } of (await n8n.client.executions(workflowId)).slice(0, 3)) {
				if (status !== 'success') continue;
				const [item] = outputOf(await n8n.client.execution(id), 'Trigger');
				if (item?.json.subject === subject) return true;
			}
			return undefined;
		},
		{ timeoutMs: 10_000, everyMs: 100 },
	);
	return await started.catch(() => false);
}

/** The webhooks at AgentMail, those of others told apart. */
export class Webhooks {
	private constructor(
		private readonly sandbox: Chaos['sandbox'],
		private readonly others: StoredWebhook[],
		private readonly requestsBefore: number,
	) {}

	/** Two webhooks of somebody else, one of them as like ours as another n8n would make it. */
	static async besideOthers(sandbox: Chaos['sandbox']): Promise<Webhooks> {
		const mine = { event_types: ['message.received'] };
		await register(sandbox, { ...mine, url: 'https://elsewhere.example.com/hook' });
		await register(sandbox, {
			...mine,
			inbox_ids: [INBOX],
			url: `https://n8n.example.com/webhook/${randomUUID()}/webhook`,
			client_id: 'n8n-0123456789abcdef-0123456789abcdef0123456789abcdef',
		});
		const others = structuredClone([...sandbox.store.webhooks.values()]);
		// They only have to be there: nobody listens at their addresses.
		for (const { webhook_id } of others) sandbox.store.webhooks.get(webhook_id)!.enabled = false;
		for (const other of others) other.enabled = false;
		return new Webhooks(sandbox, others, sandbox.requests.length);
	}

	get ours(): StoredWebhook[] {
		const others = new Set(this.others.map(({ webhook_id }) => webhook_id));
		return [...this.sandbox.store.webhooks.values()].filter(
			({ webhook_id }) => !others.has(webhook_id),
		);
	}

	/** @throws when one of the others is not as it was, or was as much as named in a request that changes */
	expectOthersUntouched(): void {
		for (const other of this.others) {
			// As text: under jest the two are of different realms.
			const now = this.sandbox.store.webhooks.get(other.webhook_id);
			assert.equal(JSON.stringify(now), JSON.stringify(other));
			const touched = this.sandbox.requests
				.slice(this.requestsBefore)
				.filter(({ method, path }) => method !== 'GET' && path.includes(other.webhook_id));
			assert.deepEqual(touched, []);
		}
	}

	/** Takes the others out again. */
	remove(): void {
		for (const { webhook_id } of this.others) this.sandbox.store.webhooks.delete(webhook_id);
	}
}

async function register({ url, apiKey }: Chaos['sandbox'], webhook: object): Promise<void> {
	const answer = await fetch(`${url}/v0/webhooks`, {
		method: 'POST',
		headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
		body: JSON.stringify(webhook),
	});
	assert.equal(answer.ok, true);
}
