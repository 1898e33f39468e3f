import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, signDelivery, type SignedDelivery } from '../../scripts/delivery.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { chain, type NodeSketch } from '../../scripts/n8n/workflow.mjs';
import { startQueueStage, type QueueStage } from '../../scripts/queue/queue.mjs';
import { median, quantile } from '../statistics.mjs';
import { machine, writeMarkdown } from '../results.mjs';

/** `npm run benchmark:load`: our trigger and n8n's own Webhook node under the same deliveries, in turn. */
const ROUNDS = 4;
const DELIVERIES = 150;
const AT_ONCE = 16;
const TARGET = 0.9;
const WARM_UP = 60;

interface Way {
	name: string;
	url: string;
	/** With which the deliveries are signed: ours refuses them otherwise. */
	secret: string;
	workflowId: string;
	rounds: Round[];
}

interface Round {
	/** Deliveries answered. */
	perSecond: number;
	/** Executions ended, from the first delivery to the last end. */
	runsPerSecond: number;
	/** Milliseconds from sending a delivery to its answer. */
	latencies: number[];
	/** Answers other than 200, and none within 15 s; the delivery was repeated, as AgentMail does. */
	refused: number;
}

const queue = await startQueueStage({ log: (line) => console.log(line) });
try {
	const ours = await withOurTrigger(queue);
	const control = await withWebhookNode(queue, ours.secret, 1);
	const favoured = await withWebhookNode(queue, ours.secret, 2);
	const ways = [control, ours, favoured];
	for (const way of ways) await round(way, WARM_UP);
	for (let number = 1; number <= ROUNDS; number++) {
		// The order turns round, so that whatever else goes on falls on all.
		for (const way of number % 2 === 0 ? ways.toReversed() : ways) {
			const measured = await round(way, DELIVERIES);
			way.rounds.push(measured);
			console.log(`${number}/${ROUNDS} ${way.name}: ${measured.perSecond.toFixed(1)} a second`);
		}
	}
	const ratio = await report(ours, control, favoured);
	if (ratio < TARGET) process.exitCode = 1;
} finally {
	await queue.stop();
}

async function withOurTrigger(queue: QueueStage): Promise<Way> {
	const node: NodeSketch = {
		name: 'Trigger',
		type: 'n8n-nodes-agentmail-plus.agentMailTrigger',
		webhookId: randomUUID(),
		credentials: { ...queue.credentials },
		parameters: { events: ['message.received'], scope: 'organization' },
	};
	const workflowId = await published(queue, node);
	const [webhook] = queue.sandbox.store.webhooks.values();
	if (!webhook) throw new Error('The trigger has registered no webhook.');
	const path = `/webhook/${node.webhookId}/webhook`;
	return way(queue, 'AgentMail Trigger', path, webhook.secret, workflowId);
}

/**
 * Version 1 is the control: n8n 2.41 opens an isolate for expressions with each delivery to a trigger, and spares only its
 * own Webhook node of version 2 without expressions. (n8n: webhooks/live-webhooks, `webhookPhaseNeedsIsolate`)
 */
async function withWebhookNode(
	queue: QueueStage,
	secret: string,
	typeVersion: number,
): Promise<Way> {
	const path = randomUUID();
	const workflowId = await published(queue, {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
	});
	const name = `Webhook node of n8n, version ${typeVersion}`;
	return way(queue, name, `/webhook/${path}`, secret, workflowId);
}

async function published({ n8n }: QueueStage, node: NodeSketch): Promise<string> {
	const { id } = await n8n.client.createWorkflow(chain(node.name, node));
	const { triggers } = await n8n.client.activate(id);
	const refused = triggers.find(({ status }) => status !== 'activated');
	if (refused) throw new Error(`Not published: ${refused.errorMessage}`);
	return id;
}

/** Straight to the webhook processor, not through the proxy of the tests. */
function way(
	{ processors }: QueueStage,
	name: string,
	path: string,
	secret: string,
	workflowId: string,
): Way {
	return { name, url: `${processors[0]?.url}${path}`, secret, workflowId, rounds: [] };
}

/** So many deliveries, `AT_ONCE` at a time; then waits until the workers have run them. */
async function round({ url, secret, workflowId }: Way, count: number): Promise<Round> {
	const ready = Array.from({ length: count }, () => signedMail(secret));
	const latencies: number[] = [];
	let refused = 0;
	const began = performance.now();
	const lane = async () => {
		for (let mail = ready.pop(); mail; mail = ready.pop()) {
			const sent = performance.now();
			while ((await deliver(url, mail).catch(() => 0)) !== 200) {
				// n8n answers 503 while its database does not answer it in time.
				if (++refused > count) throw new Error('n8n takes no deliveries.');
				await sleep(250);
			}
			latencies.push(performance.now() - sent);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, lane));
	const perSecond = count / ((performance.now() - began) / 1000);
	await allRun(workflowId);
	const runsPerSecond = count / ((performance.now() - began) / 1000);
	await sleep(1000);
	return { perSecond, runsPerSecond, latencies, refused };
}

function signedMail(secret: string): SignedDelivery {
	const mail = JSON.parse(
		readFileSync(
			new URL('../../test/fixtures/events/message.received.json', import.meta.url),
			'utf8',
		),
	) as object;
	return signDelivery(secret, { ...mail, event_id: `evt_${randomUUID()}` });
}

async function allRun(workflowId: string): Promise<void> {
	const unfinished = `select count(*) from execution_entity where "workflowId" = '${workflowId}' and status <> 'success'`;
	await waitUntil(
		'the workers to be through',
		async () => ((await queue.query(unfinished))[0] === '0' ? true : undefined),
		{ timeoutMs: 300_000, everyMs: 250 },
	);
}

/** What n8n's database keeps of one execution, on average. */
async function bytesStored({ workflowId }: Way): Promise<number> {
	const [average] = await queue.query(
		`select avg(octet_length(d.data)) from execution_data d join execution_entity e on e.id = d."executionId" where e."workflowId" = '${workflowId}'`,
	);
	return Math.round(Number(average));
}

/** @returns ours against n8n's own, treated alike by n8n: the median of the rounds' ratios */
async function report(ours: Way, control: Way, favoured: Way): Promise<number> {
	const against = (other: Way) =>
		median(ours.rounds.map(({ perSecond }, i) => perSecond / other.rounds[i]!.perSecond));
	const ratio = against(control);
	const bytes = new Map<Way, number>();
	for (const way of [ours, control, favoured]) bytes.set(way, await bytesStored(way));
	const row = (way: Way) => {
		const { name, rounds } = way;
		const latencies = rounds.flatMap((each) => each.latencies);
		const rates = rounds.map(({ perSecond }) => perSecond);
		const cells = [
			name,
			median(rates).toFixed(1),
			`${Math.min(...rates).toFixed(1)} – ${Math.max(...rates).toFixed(1)}`,
			median(rounds.map(({ runsPerSecond }) => runsPerSecond)).toFixed(1),
			...[0.5, 0.95, 0.99].map((share) => `${quantile(latencies, share).toFixed(0)} ms`),
			`${(bytes.get(way)! / 1000).toFixed(1)} kB`,
			rounds.reduce((sum, each) => sum + each.refused, 0),
		];
		return `| ${cells.join(' | ')} |`;
	};
	const met = ratio >= TARGET ? 'met' : '**not met**';
	await writeMarkdown(
		'LOAD.md',
		`# Load

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run benchmark:load\`, which writes this file.
${machine()}

n8n 2.41 in queue mode: main, two workers and one webhook processor, with Redis and PostgreSQL, all on this machine and
beside whatever else it does (load average ${loadavg()[0]?.toFixed(0)} at the end). ${ROUNDS} rounds of ${DELIVERIES} different deliveries of 4 kB, ${AT_ONCE} at a time, to each of three
published workflows in turn, straight to the webhook processor. Our trigger checks the signature, filters and guards;
n8n's own Webhook node checks nothing. A round ends when the workers have run all of it.

| trigger | deliveries answered a second (median) | range | runs ended a second | latency, median | 95 % below | 99 % below | stored for a run | not answered 200 at first |
| ------- | ------------------------------------- | ----- | ------------------- | --------------- | ---------- | ---------- | ---------------- | ------------------------- |
${row(ours)}
${row(control)}
${row(favoured)}

Ours against n8n's own Webhook node of version 1, which n8n treats as it does every trigger: **${ratio.toFixed(2)}**, median of the
rounds (target at least ${TARGET}: ${met}).

Against version 2: ${against(favoured).toFixed(2)}. n8n 2.41 opens an isolate for expressions with every delivery, and disposes of it
afterwards, for each trigger but its own Webhook node of version 2 or later without expressions. No trigger of another
service is spared it, whatever it does. Where that rate matters, \`N8N_EXPRESSION_ENGINE_POOL_SIZE\` and
\`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE\` of the webhook processors are the settings to try.
`,
	);
	// For benchmark/capacity.mts, which counts with what was measured.
	const measured = {
		measuredOn: new Date().toISOString().slice(0, 10),
		machine: machine(),
		deliveriesPerSecondAndProcessor: round1(median(ours.rounds.map((each) => each.perSecond))),
		runsPerSecond: round1(median(ours.rounds.map((each) => each.runsPerSecond))),
		workers: queue.workers.length,
		bytesPerRun: bytes.get(ours)!,
	};
	writeFileSync(
		new URL('../load.json', import.meta.url),
		`${JSON.stringify(measured, null, '\t')}\n`,
	);
	console.log(`ratio ${ratio.toFixed(3)}, target ${TARGET}`);
	return ratio;
}

function round1(value: number): number {
	return Math.round(value * 10) / 10;
}
