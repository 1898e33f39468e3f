import { randomUUID } from 'node:crypto';
import { deliver, signDelivery } from '../../scripts/delivery.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { chain, nodeNamed } from '../../scripts/n8n/workflow.mjs';
import { INBOX } from '../e2e/world.mjs';
import { newWorkflow, publish, type Chaos } from './account.mjs';

export interface Load {
	deliveries: number;
	/** Requests at once. */
	inFlight: number;
	/** How often the sender sends each, whatever it is answered. */
	times: number;
}

export interface Measured {
	executions: number;
	/** Requests that got no answer, or another than 200, even when they were sent again. */
	unanswered: number;
	/** Milliseconds until the answer, of 95 in 100 requests: of those that start a run, and of the repeats too. */
	first: number;
	all: number;
	/** The same of n8n's own Webhook node under the same requests: it starts a run for each. */
	plain: { first: number; all: number };
}

/**
 * Of n8n's own Webhook node. n8n 2.41 spares only version 2 the isolate for expressions that every other trigger gets
 * with each delivery.
 */
export const PLAIN_VERSION = 1;

/**
 * Deliveries to our trigger and to n8n's own Webhook node, in turns, so that what else the machine does falls on both.
 * Neither workflow has another node.
 */
export async function underLoad(chaos: Chaos, load: Load): Promise<Measured> {
	const { n8n, sandbox } = chaos;
	const ours = await newWorkflow(chaos);
	await publish(n8n, ours.id);
	const oursAt = n8n.webhookUrl(nodeNamed(ours, 'Trigger'));
	const { secret } = [...sandbox.store.webhooks.values()].find(({ url }) => url === oursAt)!;
	const path = randomUUID();
	const plain = await n8n.client.createWorkflow(
		chain('plain', {
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: PLAIN_VERSION,
			webhookId: path,
			parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
		}),
	);
	await publish(n8n, plain.id);
	const plainAt = `${n8n.url}/webhook/${path}`;

	const ourTimes = { first: new Times(), repeats: new Times() };
	const plainTimes = { first: new Times(), repeats: new Times() };
	for (let sent = 0; sent < load.deliveries; sent += load.inFlight) {
		const block = Array.from({ length: Math.min(load.inFlight, load.deliveries - sent) }, () =>
			signDelivery(secret, event()),
		);
		// Each of them in turn, over and over, without a look at the answer of the time before.
		const copies = Array.from({ length: load.times }, (_, time) =>
			block.map((delivery) => ({ delivery, which: time === 0 ? 'first' : 'repeats' }) as const),
		).flat();
		await atOnce(load.inFlight, copies, async ({ delivery, which }) => {
			await plainTimes[which].of(() => deliver(plainAt, delivery));
		});
		await atOnce(load.inFlight, copies, async ({ delivery, which }) => {
			await ourTimes[which].of(() => deliver(oursAt, delivery));
		});
	}
	const executions = await waitUntil(
		'the executions to be counted',
		async () => {
			const count = await n8n.client.executionCount(ours.id);
			return count >= load.deliveries ? count : undefined;
		},
		{ timeoutMs: 60_000, everyMs: 500 },
	).catch(async () => await n8n.client.executionCount(ours.id));
	await n8n.client.deactivate(ours.id);
	await n8n.client.deactivate(plain.id);
	return {
		executions,
		unanswered: [ourTimes, plainTimes]
			.flatMap(({ first, repeats }) => [first.unanswered, repeats.unanswered])
			.reduce((sum, count) => sum + count),
		...p95Of(ourTimes),
		plain: p95Of(plainTimes),
	};
}

function event(): object {
	const message = { inbox_id: INBOX, from: 'jane@example.com', subject: 'Hi', text: 'Hello' };
	return { event_type: 'message.received', event_id: `evt_${randomUUID()}`, message };
}

/** Works on all, so many at once. */
async function atOnce<T>(count: number, all: T[], work: (one: T) => Promise<void>): Promise<void> {
	const queue = all.values();
	const worker = async () => {
		for (const one of queue) await work(one);
	};
	await Promise.all(Array.from({ length: count }, worker));
}

const p95Of = ({ first, repeats }: { first: Times; repeats: Times }) => ({
	first: first.p95(),
	all: first.with(repeats).p95(),
});

/** Like AgentMail, which repeats for hours what is answered 503, or not within 15 seconds. */
const MOST_REPEATS = 20;

/** A busy machine takes long to answer, and repeats are answered 503 while n8n still stores the run of the first. */
async function sentUntilTaken(request: () => Promise<number>): Promise<number | undefined> {
	for (let repeats = 0; ; repeats++) {
		const status = await request().catch(() => undefined);
		if ((status !== undefined && status !== 503) || repeats === MOST_REPEATS) return status;
	}
}

class Times {
	unanswered = 0;

	constructor(private readonly milliseconds: number[] = []) {}

	async of(request: () => Promise<number>): Promise<void> {
		const start = performance.now();
		const status = await sentUntilTaken(request);
		if (status !== 200) this.unanswered++;
		this.milliseconds.push(performance.now() - start);
	}

	with(others: Times): Times {
		return new Times([...this.milliseconds, ...others.milliseconds]);
	}

	p95(): number {
		const sorted = this.milliseconds.toSorted((a, b) => a - b);
		return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN;
	}
}
