import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { ACTION, INBOX, START_TIMEOUT_MS, publish, trigger } from '../e2e/world.mjs';
import { bombard, runsOf, tally, type Outcome, type Run } from './bombardment.mjs';
import { describeQueue, startQueue, type QueueStage } from './world.mjs';

const UNFINISHED = new Set(['new', 'running', 'waiting']);
const LONG_MS = 15 * 60_000;

/** Processes that die in the middle of work. What is measured is printed, because the docs quote it. */
describeQueue('n8n in queue mode, when a part of it dies', () => {
	let queue: QueueStage;

	beforeAll(async () => {
		// n8n's defaults are a minute and half a minute: it takes that long to notice that a worker is gone.
		const impatient = {
			QUEUE_WORKER_LOCK_DURATION: '10000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
			QUEUE_WORKER_STALLED_INTERVAL: '5000',
		};
		queue = await startQueue({ env: impatient });
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
				report('webhook processor killed', {
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
				report('Redis killed', {
					deliveries: count,
					'repeated by the sender': outcomes.filter(({ answers }) => answers.length > 1).length,
					...Object.fromEntries(tally(runs.map(({ status }) => status))),
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
				report('worker killed', {
					sends: count,
					mailed: mailed.size,
					...Object.fromEntries(tally(runs.map(({ status }) => status))),
					'failed although the mail had gone out': failed.filter(({ delivery }) =>
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

function report(what: string, figures: Record<string, number>): void {
	const parts = Object.entries(figures).map(([name, value]) => `${name}: ${value}`);
	process.stderr.write(`${what}: ${parts.join(', ')}\n`);
}
