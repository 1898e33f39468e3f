import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, signDelivery, type SignedDelivery } from '../scripts/delivery.mjs';
import { waitUntil } from '../scripts/n8n/waitUntil.mjs';
import { byId, chain, type NodeSketch } from '../scripts/n8n/workflow.mjs';
import { ACTION, ADMIN, TRIGGER, WEB_SOCKET_TRIGGER } from '../scripts/nodeTypes.mjs';
import { startQueueStage, type QueueStage } from '../scripts/queue/queue.mjs';
import { median, quantile } from './statistics.mjs';
import { machine, writeMarkdown } from './results.mjs';

/** `npm run benchmark load`: our trigger and n8n's own Webhook node under the same deliveries, in turn. */
const ROUNDS = 4;
/** About as long as a round takes: in a shorter one, what else the machine does would decide. */
const ROUND_S = 5;
/** Each answered and labelled. */
const MAILS = 150;
const AT_ONCE = 16;
const INBOX = 'support@agentmail.to';
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

/** How the webhook processors get at what evaluates expressions. */
interface Setting {
	name: string;
	env: Record<string, string>;
}

/*
 * n8n 2.41 opens an isolate for expressions with each delivery to a trigger, and spares only its own Webhook node of
 * version 2 without expressions (n8n: webhooks/live-webhooks, `webhookPhaseNeedsIsolate`). So by default, version 1 of
 * that node is treated as every trigger is. Lazily it opens one where there is an expression, which ours needs not.
 */
const SETTINGS: Setting[] = [
	{ name: "n8n's defaults", env: {} },
	{
		name: 'Webhook processors with `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`',
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	},
];

/** What was measured under a setting. */
interface Measured {
	setting: Setting;
	ours: Way;
	webhook: Record<1 | 2, Way>;
	workers: number;
	/** Mails a second that the workers are through with: received, answered and labelled. */
	runsPerSecond: number;
	/** What n8n's database keeps of such a run. */
	bytesPerRun: number;
	/** Mails a second that main takes from a WebSocket and has stored runs for. */
	listenedPerSecond: number;
}

const all: Measured[] = [];
for (const setting of SETTINGS) all.push(await measure(setting));
await report(all);
if (all.some((measured) => against(measured, 1) < TARGET)) process.exitCode = 1;

async function measure(setting: Setting): Promise<Measured> {
	const queue = await startQueueStage({
		log: (line) => console.log(line),
		envOf: (role) => (role === 'webhook' ? setting.env : {}),
	});
	try {
		const ours = await withOurTrigger(queue);
		const webhook = {
			1: await withWebhookNode(queue, ours.secret, 1),
			2: await withWebhookNode(queue, ours.secret, 2),
		};
		const ways = [webhook[1], ours, webhook[2]];
		const counts = new Map<Way, number>();
		for (const way of ways) {
			const { perSecond } = await round(queue, way, WARM_UP);
			counts.set(way, Math.round(perSecond * ROUND_S));
		}
		for (let number = 1; number <= ROUNDS; number++) {
			// The order turns round, so that whatever else goes on falls on all.
			for (const way of number % 2 === 0 ? ways.toReversed() : ways) {
				const measured = await round(queue, way, counts.get(way)!);
				way.rounds.push(measured);
				console.log(`${number}/${ROUNDS} ${way.name}: ${measured.perSecond.toFixed(1)} a second`);
			}
		}
		const { n8n, workers } = queue;
		for (const way of ways) await n8n.client.deactivate(way.workflowId);
		const listenedPerSecond = await overWebSocket(queue);
		return {
			setting,
			ours,
			webhook,
			workers: workers.length,
			listenedPerSecond,
			...(await wholeRuns(queue)),
		};
	} finally {
		await queue.stop();
	}
}

async function withOurTrigger(queue: QueueStage): Promise<Way> {
	const node: NodeSketch = {
		name: 'Trigger',
		type: TRIGGER,
		typeVersion: 1.1,
		webhookId: randomUUID(),
		credentials: { ...queue.credentials },
		parameters: { events: ['message.received'], scope: 'organization' },
	};
	const workflowId = await alone(queue, node);
	const [webhook] = queue.sandbox.store.webhooks.values();
	if (!webhook) throw new Error('The trigger has registered no webhook.');
	const path = `/webhook/${node.webhookId}/webhook`;
	return way(queue, 'AgentMail Trigger', path, webhook.secret, workflowId);
}

async function withWebhookNode(
	queue: QueueStage,
	secret: string,
	typeVersion: number,
): Promise<Way> {
	const path = randomUUID();
	const workflowId = await alone(queue, {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion,
		webhookId: path,
		parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
	});
	const name = `Webhook node of n8n, version ${typeVersion}`;
	return way(queue, name, `/webhook/${path}`, secret, workflowId);
}

/** Real mails to the WebSocket trigger, whose runs main alone starts. */
async function overWebSocket(queue: QueueStage): Promise<number> {
	const workflowId = await alone(queue, {
		name: 'Trigger',
		type: WEB_SOCKET_TRIGGER,
		credentials: { ...queue.credentials },
		parameters: { events: ['message.received'], scope: 'organization' },
	});
	const { sockets } = queue.sandbox;
	await waitUntil('the subscription', async () => sockets.subscriptions.length > 0 || undefined);
	const perSecond = await storedPerSecond(queue, workflowId);
	await allRun(queue, workflowId);
	await queue.n8n.client.deactivate(workflowId);
	return perSecond;
}

/** Real mails, each answered and labelled. */
async function wholeRuns(
	queue: QueueStage,
): Promise<Pick<Measured, 'runsPerSecond' | 'bytesPerRun'>> {
	const workflowId = await published(queue, answerAndLabel(queue));
	const began = performance.now();
	await storedPerSecond(queue, workflowId);
	await allRun(queue, workflowId);
	const runsPerSecond = MAILS / ((performance.now() - began) / 1000);
	return { runsPerSecond, bytesPerRun: await bytesStored(queue, workflowId) };
}

function answerAndLabel({ credentials }: QueueStage): ReturnType<typeof chain> {
	const action = (name: string, parameters: Record<string, unknown>): NodeSketch => ({
		name,
		type: ACTION,
		credentials: { ...credentials },
		parameters: { inboxId: byId(INBOX), ...parameters },
	});
	return chain(
		'Answer',
		{
			name: 'Trigger',
			type: TRIGGER,
			typeVersion: 1.1,
			webhookId: randomUUID(),
			credentials: { ...credentials },
			parameters: { events: ['message.received'], scope: 'inbox', inboxIds: [INBOX] },
		},
		action('Reply', {
			resource: 'message',
			operation: 'reply',
			messageId: byId('={{ $json.message_id }}'),
			text: 'We have it.',
		}),
		action('Label', {
			resource: 'label',
			operation: 'add',
			target: 'message',
			messageId: byId("={{ $('Trigger').item.json.message_id }}"),
			labels: 'answered',
		}),
	);
}

/** So many mails at once, until n8n has stored a run for each. */
async function storedPerSecond(queue: QueueStage, workflowId: string): Promise<number> {
	const mail = { from: 'jane@example.com', subject: 'Hello', text: 'Where is my order?' };
	const began = performance.now();
	for (let sent = 0; sent < MAILS; sent++) await queue.sandbox.receive(INBOX, mail);
	await waitUntil(
		'the runs to be there',
		async () => {
			const count = `select count(*) from execution_entity where "workflowId" = '${workflowId}'`;
			return Number((await queue.query(count))[0]) >= MAILS ? true : undefined;
		},
		{ timeoutMs: 300_000, everyMs: 250 },
	);
	return MAILS / ((performance.now() - began) / 1000);
}

/** A trigger under load, in a workflow that could do something with the mail: what follows is not connected, and not run. */
async function alone(queue: QueueStage, trigger: NodeSketch): Promise<string> {
	const user: NodeSketch = {
		name: 'AgentMail',
		type: ADMIN,
		credentials: { ...queue.credentials },
		parameters: { resource: 'organization', operation: 'get' },
	};
	return await published(queue, { ...chain(trigger.name, trigger, user), connections: {} });
}

async function published(
	{ n8n }: QueueStage,
	definition: ReturnType<typeof chain>,
): Promise<string> {
	const { id } = await n8n.client.createWorkflow(definition);
	await n8n.client.publish(id);
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
async function round(
	queue: QueueStage,
	{ url, secret, workflowId }: Way,
	count: number,
): Promise<Round> {
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
	await allRun(queue, workflowId);
	const runsPerSecond = count / ((performance.now() - began) / 1000);
	await sleep(1000);
	return { perSecond, runsPerSecond, latencies, refused };
}

function signedMail(secret: string): SignedDelivery {
	const mail = JSON.parse(
		readFileSync(new URL('../test/fixtures/events/message.received.json', import.meta.url), 'utf8'),
	) as object;
	return signDelivery(secret, { ...mail, event_id: `evt_${randomUUID()}` });
}

async function allRun(queue: QueueStage, workflowId: string): Promise<void> {
	const unfinished = `select count(*) from execution_entity where "workflowId" = '${workflowId}' and status <> 'success'`;
	await waitUntil(
		'the workers to be through',
		async () => ((await queue.query(unfinished))[0] === '0' ? true : undefined),
		{ timeoutMs: 300_000, everyMs: 250 },
	);
}

/** What n8n's database keeps of one execution, on average. */
async function bytesStored(queue: QueueStage, workflowId: string): Promise<number> {
	const [average] = await queue.query(
		`select avg(octet_length(d.data)) from execution_data d join execution_entity e on e.id = d."executionId" where e."workflowId" = '${workflowId}'`,
	);
	return Math.round(Number(average));
}

/** Ours against n8n's own Webhook node: the median of the rounds' ratios. */
function against({ ours, webhook }: Measured, version: 1 | 2): number {
	const other = webhook[version];
	return median(ours.rounds.map(({ perSecond }, i) => perSecond / other.rounds[i]!.perSecond));
}

async function report(all: Measured[]): Promise<void> {
	const [usual] = all;
	if (!usual) return;
	await writeMarkdown(
		'LOAD.md',
		`# Load

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run benchmark load\`, which writes this file.
${machine()}

This is n8n 2.41 in queue mode: main, ${usual.workers} workers and one webhook processor, with Redis and PostgreSQL. All of it runs on this
machine, together with the sender (load average ${loadavg()[0]?.toFixed(0)} at the end). Three published workflows take turns for ${ROUNDS} rounds. In each
round, different deliveries of 4 kB go straight to the webhook processor, ${AT_ONCE} at a time for about ${ROUND_S} s. Our trigger checks the
signature, the filters and the loop guard; n8n's own Webhook node checks nothing. A round ends when the workers have
executed everything. Each workflow also contains an AgentMail node that isn't connected: before each execution, n8n looks up
in its database whether the workflow may use its credentials, and a workflow that does something with the email has one.

With every delivery to a trigger, n8n 2.41 opens an isolate for expressions and disposes of it afterwards. Only its own
Webhook node of version 2 or later is exempt, if it has no expressions. So by default, every other trigger is that much
slower, whatever it does, and so is version 1 of the Webhook node. With \`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true\`, n8n
opens an isolate only where there is an expression to evaluate. Our trigger needs none.

${all.map(section).join('\n\n')}
`,
	);
}

function section(measured: Measured): string {
	const { setting, ours, webhook } = measured;
	const ratio = against(measured, 1);
	const verdict = ratio >= TARGET ? 'met' : '**not met**';
	return `## ${setting.name}

| trigger | deliveries answered a second (median) | range | executions ended a second | latency, median | 95 % below | 99 % below | not answered 200 at first |
| ------- | ------------------------------------- | ----- | ------------------- | --------------- | ---------- | ---------- | ------------------------- |
${[ours, webhook[1], webhook[2]].map(row).join('\n')}

Ours against n8n's Webhook node, median of the rounds: version 1 **${ratio.toFixed(2)}** (target at least ${TARGET}: ${verdict}), version 2 ${against(measured, 2).toFixed(2)}.

${MAILS} emails at once, each received, answered and labeled with our nodes: ${measured.runsPerSecond.toFixed(1)} a second, ${(measured.bytesPerRun / 1000).toFixed(1)} kB stored for each.

${MAILS} emails at once to the AgentMail WebSocket Trigger: main alone starts and stores ${measured.listenedPerSecond.toFixed(1)} executions a second.`;
}

function row({ name, rounds }: Way): string {
	const latencies = rounds.flatMap((each) => each.latencies);
	const rates = rounds.map(({ perSecond }) => perSecond);
	const cells = [
		name,
		median(rates).toFixed(1),
		`${Math.min(...rates).toFixed(1)} – ${Math.max(...rates).toFixed(1)}`,
		median(rounds.map(({ runsPerSecond }) => runsPerSecond)).toFixed(1),
		...[0.5, 0.95, 0.99].map((share) => `${quantile(latencies, share).toFixed(0)} ms`),
		rounds.reduce((sum, each) => sum + each.refused, 0),
	];
	return `| ${cells.join(' | ')} |`;
}
