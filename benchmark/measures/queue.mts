import { setTimeout as wait } from 'node:timers/promises';

import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';
import { chain } from '../../scripts/n8n/workflow.mjs';
import { QUEUE_TRIGGER, WEB_SOCKET_TRIGGER } from '../../scripts/nodeTypes.mjs';
import { INBOX } from '../engine.mjs';
import { asRatio, type Result } from '../measure.mjs';
import { startRealN8n, type RealN8n } from '../realN8n.mjs';
import { median } from '../statistics.mjs';

const EVENTS = 1000;
/** A round of each takes half a minute. */
const ROUNDS = 3;
/** The waits of the trigger have grown to the longest by then. */
const QUIET_MS = 140_000;
const MINUTES = 3;

/** What the queue trigger costs while nothing happens, and how fast it starts what waits, against the WebSocket. */
export async function queue(): Promise<Result[]> {
	const n8n = await startRealN8n({ EXECUTIONS_DATA_PRUNE: 'false' });
	try {
		return [await backlog(n8n), await idle(n8n)];
	} finally {
		await n8n.stop();
	}
}

async function idle(stage: RealN8n): Promise<Result> {
	const { sandbox, n8n } = stage;
	const id = await published(stage, QUEUE_TRIGGER);
	await wait(QUIET_MS);
	sandbox.requests.length = 0;
	await wait(MINUTES * 60_000);
	const perMinute = sandbox.requests.length / MINUTES;
	await n8n.client.deactivate(id);
	return {
		what: 'a queue trigger while nothing happens',
		ours: `${perMinute.toFixed(1)} requests a minute`,
		plain: '–',
		ratio: perMinute.toFixed(1),
		target: 'at most 1',
		met: perMinute <= 1,
	};
}

async function backlog(stage: RealN8n): Promise<Result> {
	const rates = { queue: [] as number[], socket: [] as number[] };
	for (let round = 0; round < ROUNDS; round++) {
		rates.queue.push(await overQueue(stage, `q${round}`));
		rates.socket.push(await overWebSocket(stage, `w${round}`));
	}
	const [ours, plain] = [median(rates.queue), median(rates.socket)];
	return {
		what: `${EVENTS} events that wait in the queue, against ${EVENTS} over the WebSocket, median of ${ROUNDS}`,
		ours: `${ours.toFixed(0)} started a second`,
		plain: `${plain.toFixed(0)} started a second`,
		ratio: asRatio(ours / plain),
		target: 'at least 0.8',
		met: ours / plain >= 0.8,
	};
}

async function overQueue(stage: RealN8n, round: string): Promise<number> {
	const { sandbox } = stage;
	const id = await published(stage, QUEUE_TRIGGER, { options: { longestWaitSeconds: 1 } });
	const held = sandbox.fault({ match: { path: '/api/v1' }, action: { status: 423 } });
	for (const event of events(round)) await sandbox.emit(event);
	return await perSecond(stage, id, async () => held());
}

async function overWebSocket(stage: RealN8n, round: string): Promise<number> {
	const { sandbox } = stage;
	const id = await published(stage, WEB_SOCKET_TRIGGER);
	await waitUntil('the subscription', async () => sandbox.sockets.subscriptions[0]);
	const all = events(round);
	return await perSecond(stage, id, async () => {
		for (const event of all) await sandbox.emit(event);
	});
}

/** Executions that n8n has stored, by second, until all are. */
async function perSecond(
	{ n8n: { client } }: RealN8n,
	id: string,
	begin: () => Promise<void>,
): Promise<number> {
	const began = performance.now();
	await begin();
	const all = async () => ((await client.executionCount(id)) >= EVENTS ? true : undefined);
	await waitUntil(`${EVENTS} executions`, all, { timeoutMs: 300_000, everyMs: 250 });
	const seconds = (performance.now() - began) / 1000;
	await client.endedCount(id, EVENTS, 300_000);
	await client.deactivate(id);
	return EVENTS / seconds;
}

async function published(
	{ n8n, credentials }: RealN8n,
	type: string,
	parameters: object = {},
): Promise<string> {
	const { id } = await n8n.client.createWorkflow(
		chain('events', {
			name: 'Trigger',
			type,
			credentials: { ...credentials },
			parameters: { events: ['message.received'], scope: 'organization', ...parameters },
		}),
	);
	await n8n.client.publish(id);
	return id;
}

/** As an email of a usual size makes them. */
function events(round: string): object[] {
	return Array.from({ length: EVENTS }, (_, number) => {
		const id = `${round}-${number}`;
		const message = {
			inbox_id: INBOX,
			thread_id: id,
			message_id: `<${id}@example.com>`,
			labels: ['received', 'unread'],
			timestamp: new Date().toISOString(),
			from: `Jane <jane${number}@example.com>`,
			to: [INBOX],
			subject: `Order ${id}`,
			text: 'Please send two boxes. '.repeat(100),
		};
		return { type: 'event', event_type: 'message.received', event_id: `evt_${id}`, message };
	});
}
