import { chain, type Engine } from '../../scripts/engine/engine.mjs';
import { MEMORY } from '../../scripts/nodeTypes.mjs';
import { benchmarkEngine, inboxPath } from '../engine.mjs';
import { asRatio, inSeconds, ROUNDS, type Result } from '../measure.mjs';
import { LOADING_AGENT } from '../plainNodes.mjs';
import { startServer } from '../remote.mjs';
import { compareTimes } from '../statistics.mjs';

const MOST_SECONDS = 0.3;
const MOST_REQUESTS = 2;

/** The thread as an agent's memory, against a bare request for the same messages. */
export async function memory(): Promise<Result[]> {
	const server = await startServer();
	const { engine, plain } = await benchmarkEngine(server.credential);
	const results: Result[] = [];
	for (const count of [1, 20, 500]) {
		const current = await server.call('thread', { count });
		const url = `${server.credential.baseUrl}${inboxPath}/threads/${current.thread_id}?limit=50`;
		await server.call('requests');
		await load(engine, current);
		const sent = await server.call('requests');
		const times = await compareTimes(
			ROUNDS,
			async () => await load(engine, current),
			async () => await plain('test.oneByOne', [{ method: 'GET', url }]),
		);
		const own = times.ours - times.plain;
		results.push({
			what: `The memory of a thread of ${count} emails of 20 kB, against n8n's HTTP helper`,
			ours: `${inSeconds(times.ours)}, requests: ${sent}`,
			plain: inSeconds(times.plain),
			ratio: asRatio(times.ours / times.plain),
			target: `at most ${MOST_REQUESTS} requests, ${inSeconds(MOST_SECONDS)} more`,
			met: sent <= MOST_REQUESTS && own <= MOST_SECONDS,
		});
	}
	server.close();
	return results;
}

async function load(engine: Engine, current: object): Promise<void> {
	const ended = await engine.run({
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify([current]) } },
			{ name: 'Agent', type: LOADING_AGENT },
			{ name: 'Memory', type: MEMORY },
		],
		connections: {
			...chain('Start', 'Items', 'Agent'),
			Memory: { ai_memory: [[{ node: 'Agent', type: 'ai_memory', index: 0 }]] },
		},
	});
	if (ended.data.resultData.error) throw ended.data.resultData.error;
}
