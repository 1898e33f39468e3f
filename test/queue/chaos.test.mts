import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { N8N_VERSION } from '../../scripts/n8n/install.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { table, writeSections, type ResultsFile } from '../chaos/results.mjs';
import { ACTION, INBOX, START_TIMEOUT_MS, publish, trigger } from '../e2e/world.mjs';
import { bombard, REPEAT_AFTER_MS, runsOf, tally, type Outcome, type Run } from './bombardment.mjs';
import { describeQueue, startQueue, type QueueStage } from './world.mjs';

const UNFINISHED = new Set(['new', 'running', 'waiting']);
const LONG_MS = 15 * 60_000;

/** Shorter than n8n's defaults, which are said beside, so that nobody has to wait for n8n to notice that a worker is gone. */
const IMPATIENT = {
	QUEUE_WORKER_LOCK_DURATION: { seconds: 10, default: 60 },
	QUEUE_WORKER_LOCK_RENEW_TIME: { seconds: 3, default: 10 },
	QUEUE_WORKER_STALLED_INTERVAL: { seconds: 5, default: 30 },
};

const RESULTS: ResultsFile = {
	name: 'QUEUE-RESULTS.md',
	about: `# Queue mode when a process dies

\`npm run test:queue -- --testPathPatterns chaos\` writes this file. It runs a real n8n ${N8N_VERSION} in queue mode (main, two workers and a webhook processor) with the packed package in each process, and with Redis, PostgreSQL and the sandbox on the same machine. Processes are killed with \`SIGKILL\`. A section is replaced once its test has passed.

These settings differ from n8n's defaults, or from a database and a sender outside of tests:

${table(
	['what', 'here', 'otherwise'],
	[
		...Object.entries(IMPATIENT).map(([name, { seconds, default: usual }]) => [
			`\`${name}\``,
			`${seconds} s`,
			`${usual} s, n8n's default`,
		]),
		[
			'a delivery without a 200 is repeated after',
			`${REPEAT_AFTER_MS / 1000} s`,
			'5 s, then minutes and hours (AgentMail)',
		],
		['PostgreSQL', 'does not wait for its disk (`fsync=off`)', 'waits'],
		['Redis', 'with its append-only file (`appendonly yes`)', "without one, Redis's default"],
	],
)}
`,
};

/** Processes that die in the middle of work. */
describeQueue('n8n in queue mode, when a part of it dies', () => {
	let queue: QueueStage;

	beforeAll(async () => {
		const env = Object.entries(IMPATIENT).map(([name, { seconds }]) => [
			name,
			String(seconds * 1000),
		]);
		queue = await startQueue({ env: Object.fromEntries(env) as Record<string, string> });
	}, START_TIMEOUT_MS);
	afterAll(async () => await queue?.stop(), 60_000);

	const settled = async (workflowId: string, count: number): Promise<Run[]> =>
		await waitUntil(
			`${count} ended executions`,
			async () => {
				const runs = await runsOf(queue, workflowId);
				const isSettled =
					runs.length >= count && !runs.some(({ status }) => UNFINISHED.has(status));
				return isSettled ? runs : undefined;
			},
			{ timeoutMs: LONG_MS, everyMs: 1000 },
		);

	describe('the webhook processor, during 2,000 deliveries', () => {
		it(
			'every delivery that it answered 200 has exactly one execution; one that was cut off has one or two',
			async () => {
				const count = 2000;
				const published = await publish(queue, everyMail());
				const [processor] = queue.processors;
				let restart: Promise<void> | undefined;
				const outcomes = await bombard(published, {
					count,
					atOnce: 16,
					progress: (done) => {
						if (done > count / 3)
							restart ??= processor!.kill().then(async () => await processor!.start());
					},
				});
				await restart;
				const runs = await settled(published.workflow.id, count);
				await queue.n8n.client.deactivate(published.workflow.id);

				const cutOff = outcomes.filter(({ answers }) => answers.length > 1);
				expect(cutOff.length).toBeGreaterThan(0);
				expectOneRunPerAnswer(outcomes, runs);
				await report('The webhook processor, during 2,000 deliveries', {
					deliveries: count,
					'repeated by the sender': cutOff.length,
					executions: runs.length,
					'executions beyond one a delivery': runs.length - count,
				});
			},
			LONG_MS,
		);
	});

	describe('Redis', () => {
		it(
			'restarted during 300 deliveries: every delivery answered 200 has its execution',
			async () => {
				const count = 300;
				const published = await publish(queue, everyMail());
				let restart: Promise<void> | undefined;
				const outcomes = await bombard(published, {
					count,
					atOnce: 8,
					progress: (done) => {
						if (done > count / 3)
							restart ??= queue.redis.kill().then(async () => await queue.redis.start());
					},
				});
				await restart;
				const runs = await settled(published.workflow.id, count);
				await queue.n8n.client.deactivate(published.workflow.id);

				expectOneRunPerAnswer(outcomes, runs);
				await report('Redis, during 300 deliveries', {
					deliveries: count,
					'repeated by the sender': outcomes.filter(({ answers }) => answers.length > 1).length,
					...byStatus(runs),
				});
			},
			LONG_MS,
		);
	});

	describe('main', () => {
		it(
			'while it is away deliveries go on; back again, it removes the webhook of a workflow',
			async () => {
				const published = await publish(queue, everyMail());
				await queue.main.kill();
				const outcomes = await bombard(published, { count: 50, atOnce: 4 });
				await queue.main.start();
				await queue.main.client.becomeOwner();
				const runs = await settled(published.workflow.id, 50);

				expect(outcomes.every(({ answers }) => answers.length === 1)).toBe(true);
				expectOneRunPerAnswer(outcomes, runs);
				expect(runs.every(({ status }) => status === 'success')).toBe(true);
				await queue.n8n.client.deactivate(published.workflow.id);
				expect(queue.sandbox.store.webhooks.size).toBe(0);
				await report('Main, during 50 deliveries', {
					deliveries: outcomes.length,
					'repeated by the sender': 0,
					executions: runs.length,
					'webhooks left, once main was back and the workflow unpublished': 0,
				});
			},
			LONG_MS,
		);
	});

	describe('a worker, in the middle of 200 sends', () => {
		it(
			'none is mailed twice, and every run that was lost is a failed execution',
			async () => {
				const count = 200;
				queue.sandbox.settings.latencyMs = 200;
				const published = await publish(queue, everyMail(), {
					name: 'Send',
					type: ACTION,
					credentials: queue.credentials,
					parameters: {
						resource: 'message',
						operation: 'send',
						inboxId: { __rl: true, mode: 'id', value: INBOX },
						to: 'someone@example.com',
						subject: '={{ $json.subject }}',
						text: 'Hello',
					},
				});
				const [worker] = queue.workers;
				let killed: Promise<void> | undefined;
				await bombard(published, {
					count,
					atOnce: 16,
					progress: (done) => {
						if (done > count / 2) killed ??= worker!.kill();
					},
				});
				await killed;
				const runs = await settled(published.workflow.id, count);
				queue.sandbox.settings.latencyMs = 0;
				await worker!.start();
				await queue.n8n.client.deactivate(published.workflow.id);

				const mailed = tally(
					[...queue.sandbox.store.messages.values()]
						.map(({ subject }) => subject ?? '')
						.filter((subject) => runs.some(({ delivery }) => delivery === subject)),
				);
				const failed = runs.filter(({ status }) => status !== 'success');
				expect(runs).toHaveLength(count);
				expect([...mailed.values()].filter((times) => times > 1)).toEqual([]);
				expect(failed.length).toBeGreaterThan(0);
				for (const { status, delivery } of runs) {
					if (!mailed.has(delivery)) expect(['error', 'crashed']).toContain(status);
				}
				await report('A worker, in the middle of 200 sends', {
					sends: count,
					mailed: mailed.size,
					...byStatus(runs),
					'failed although the email was sent': failed.filter(({ delivery }) =>
						mailed.has(delivery),
					).length,
				});
			},
			LONG_MS,
		);
	});

	/** Every mail of the organization starts a run. */
	function everyMail() {
		return trigger(queue, { scope: 'organization', inboxIds: [] });
	}
});

/** An attempt that was cut off may have started a run before its answer was lost; nothing else starts a second one. */
function expectOneRunPerAnswer(outcomes: Outcome[], runs: Run[]): void {
	const started = tally(runs.map(({ delivery }) => delivery));
	const wrong = outcomes.filter(({ id, answers }) => {
		const count = started.get(id) ?? 0;
		const unknown = answers.filter((answer) => answer !== 200).length;
		return count < 1 || count > 1 + unknown;
	});
	expect(wrong).toEqual([]);
}

/** How many executions ended in which way. */
function byStatus(runs: Run[]): Record<string, number> {
	const counts = [...tally(runs.map(({ status }) => status))];
	return Object.fromEntries(counts.map(([status, count]) => [`executions: ${status}`, count]));
}

async function report(what: string, figures: Record<string, number>): Promise<void> {
	const rows = Object.entries(figures).map(([name, value]) => [name, String(value)]);
	await writeSections(RESULTS, new Map([[what, table(['what', 'how many'], rows)]]));
}
