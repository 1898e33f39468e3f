import { benchmarkEngine, byId, INBOX, inboxPath } from '../engine.mjs';
import { asRatio, inSeconds, ROUNDS, type Result } from '../measure.mjs';
import { startServer, type Server } from '../remote.mjs';
import { compareTimes } from '../statistics.mjs';

const COUNT = 10_000;
const LATENCY_MS = 50;

/** Return All against the same pages with a bare HTTP client. */
export async function pages(): Promise<Result[]> {
	const server = await startServer();
	const { engine } = await benchmarkEngine(server.credential);
	await server.call('receive', { count: COUNT });
	await server.call('latency', { milliseconds: LATENCY_MS });
	const parameters = {
		resource: 'message',
		operation: 'getAll',
		inboxId: byId(INBOX),
		returnAll: true,
		simplify: false,
	};
	await server.call('requests');
	const read = await engine.action(parameters);
	const sent = await server.call('requests');
	const times = await compareTimes(
		ROUNDS,
		async () => await engine.action(parameters),
		async () => await bare(server),
	);
	server.close();
	const ratio = times.ours / times.plain;
	return [
		{
			what: `${read.length.toLocaleString('en')} messages by Return All, ${LATENCY_MS} ms latency, against Node's fetch`,
			ours: `${inSeconds(times.ours)}, ${sent} requests`,
			plain: inSeconds(times.plain),
			ratio: asRatio(ratio),
			target: '100 requests, at most 1.10',
			met: read.length === COUNT && sent === 100 && ratio <= 1.1,
		},
	];
}

async function bare({ credential: { baseUrl, apiKey } }: Server): Promise<void> {
	const headers = { authorization: `Bearer ${apiKey}` };
	let token: string | undefined;
	do {
		const query = new URLSearchParams({ limit: '100', ...(token && { page_token: token }) });
		const answer = await fetch(`${baseUrl}${inboxPath}/messages?${query}`, { headers });
		token = ((await answer.json()) as { next_page_token?: string }).next_page_token;
	} while (token);
}
