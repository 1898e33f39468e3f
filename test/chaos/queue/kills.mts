import { setTimeout as wait } from 'node:timers/promises';

import type { Sandbox } from '../../../sandbox/index.mjs';
import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import { chain, type NodeSketch } from '../../../scripts/n8n/workflow.mjs';
import { QUEUE_TRIGGER } from '../../../scripts/nodeTypes.mjs';
import type { Tell } from '../scenarios.mjs';
import { endedExecutions, runningExecutions, storedExecutions } from '../webSocket/executions.mjs';
import { chaosStage, hurry } from '../webSocket/stage.mjs';
import { event, executionsByEvent, KINDS, problemsOf } from './events.mjs';

const EVENTS = 500;
const EVERY_MS = 200;
const KILLS_AT = [170, 340];
const TOKENS_DIE_EVERY = 60;
const LEASE_MS = 10_000;

/** How often the servers fail, by what and where. */
const FAULTS: Array<Parameters<Sandbox['fault']>[0]> = [
	{ match: { path: '/api/v1' }, probability: 0.15, action: { status: 503 } },
	{ match: { method: 'GET', path: '/api/v1' }, probability: 0.1, action: { status: 423 } },
	{ match: { path: '/api/v1' }, probability: 0.05, action: 'reset' },
	{ match: { path: '/api/v1' }, probability: 0.1, action: 'lostAnswer' },
	{ match: { path: '/v0/webhooks/polling' }, probability: 0.3, action: { status: 503 } },
];

/** 500 events while n8n is killed twice, and the servers fail all the time: one execution each. */
export async function kills(tell: Tell): Promise<string[]> {
	const stage = await chaosStage();
	const { n8n, sandbox, credentials } = stage;
	try {
		await hurry(stage, { lease: LEASE_MS, shortestWait: 1000 }, 'queue/');
		const trigger: NodeSketch = {
			name: 'Trigger',
			type: QUEUE_TRIGGER,
			credentials,
			parameters: {
				events: [...new Set(KINDS)],
				scope: 'organization',
				options: { longestWaitSeconds: 1 },
			},
		};
		// Runs that last a moment, so that a kill meets some: longer than it takes to look for them.
		const pause: NodeSketch = {
			name: 'Wait',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			parameters: { amount: 3, unit: 'seconds' },
		};
		const workflow = await n8n.client.createWorkflow(chain('Chaos', trigger, pause));
		await n8n.client.publish(workflow.id);
		for (const fault of FAULTS) sandbox.fault(fault);

		/** The executions that ran just before each kill. */
		const running: number[][] = [];
		let sent = 0;
		let killed: Promise<void> = Promise.resolve();
		let inOutages = 0;
		let isDown = false;
		for (; sent < EVENTS; sent++) {
			await sandbox.emit(event(sent));
			if (isDown) inOutages++;
			if (sent % TOKENS_DIE_EVERY === TOKENS_DIE_EVERY - 1) sandbox.killTokens();
			if (KILLS_AT.includes(sent)) {
				const before = killed;
				killed = (async () => {
					await before;
					running.push(await runningExecutions(n8n));
					isDown = true;
					await n8n.kill();
					await wait(5000);
					await n8n.start();
					isDown = false;
					await n8n.client.becomeOwner();
				})();
			}
			await wait(EVERY_MS);
		}
		await killed;
		sandbox.clearFaults();
		const [queue] = sandbox.store.queues.values();
		await waitUntil(
			'the last commit',
			async () => queue?.consumers.get('n8n')?.position === EVENTS || undefined,
			{ timeoutMs: 300_000 },
		);
		await endedExecutions(n8n, EVENTS);
		// Longer than a lease, should something come twice.
		await wait(LEASE_MS + 5000);
		const all = await storedExecutions(n8n);
		const counts = executionsByEvent(all);
		const count = (status: string) => all.filter((each) => each.status === status).length;
		const met = running.map(
			(ids) => all.filter(({ id, status }) => ids.includes(id) && status === 'crashed').length,
		);
		const answers = (status: number) =>
			sandbox.requests.filter((each) => each.path.startsWith('/api/v1') && each.status === status)
				.length;
		tell(
			`${EVENTS} events (${[...new Set(KINDS)].join(', ')}), one every ${EVERY_MS} ms; n8n killed (SIGKILL) ${running.length} times; ${inOutages} of the events came while it was down`,
		);
		tell(
			`answers of the queue: ${[200, 204, 401, 423, 503].map((status) => `${answers(status)} × ${status}`).join(', ')}; tokens made dead: ${Math.floor(EVENTS / TOKENS_DIE_EVERY)} times`,
		);
		tell(
			`executions: ${all.length} (${count('success')} success, ${count('crashed')} crashed, ${all.length - count('success') - count('crashed')} other)`,
		);
		tell(`running when n8n was killed, and crashed: ${met.join(', then ')}`);
		tell(
			`events with exactly one execution: ${[...counts.values()].filter((each) => each === 1).length} of ${EVENTS}`,
		);
		tell(
			`n8n's log at level debug, searched for the key and tokens: ${Math.ceil(n8n.log().length / 1e6)} MB`,
		);
		const secret = /auto_v\d_|sk_poll_/;
		const written = [n8n.log(), ...all.map(({ data }) => data)];
		return [
			...problemsOf(counts, EVENTS),
			...(running.length === KILLS_AT.length ? [] : [`n8n was killed ${running.length} times`]),
			...(met.includes(0) ? ['a kill met no running execution'] : []),
			...(inOutages > 0 ? [] : ['no event came while n8n was down']),
			...(written.some((text) => text.includes(sandbox.apiKey) || secret.test(text))
				? ['a secret is in the log or in an execution']
				: []),
		];
	} finally {
		await stage.stop();
	}
}
