import { benchmarkEngine, byId, INBOX, inboxPath } from '../engine.mjs';
import { asRatio, inSeconds, ROUNDS, type Result } from '../measure.mjs';
import { startServer, type Server } from '../remote.mjs';
import { compareTimes } from '../statistics.mjs';

const LATENCY_MS = 50;
const inboxId = byId(INBOX);
const messageId = byId('={{ $json.id }}');

type Ways = Awaited<ReturnType<typeof benchmarkEngine>>;

/** Many items at once against one request after the other. */
export async function requests(): Promise<Result[]> {
	const server = await startServer();
	const ways = await benchmarkEngine(server.credential);
	const ids = await server.call('receive', { count: 500 });
	await server.call('latency', { milliseconds: LATENCY_MS });
	const results = [
		await labels(server, ways, ids),
		await metadata(server, ways, ids),
		await sends(server, ways),
	];
	server.close();
	return results;
}

async function labels(server: Server, { engine, plain }: Ways, ids: string[]): Promise<Result> {
	const parameters = { resource: 'label', operation: 'add', inboxId, messageId, labels: 'vip' };
	const items = ids.map((id) => ({ id }));
	const plainItems = ids.map((id) => ({
		method: 'PATCH',
		url: `${inboxPath}/messages/${encodeURIComponent(id)}`,
		body: { add_labels: ['vip'] },
	}));
	await server.call('requests');
	await engine.action(parameters, items);
	const sent = await server.call('requests');
	const times = await compareTimes(
		ROUNDS,
		async () => await engine.action(parameters, items),
		async () => await plain('test.oneByOne', plainItems),
	);
	const ratio = times.ours / times.plain;
	return {
		what: `500 label changes in one inbox, ${LATENCY_MS} ms latency`,
		ours: `${inSeconds(times.ours)}, ${sent} requests`,
		plain: `${inSeconds(times.plain)}, 500 requests`,
		ratio: asRatio(ratio),
		target: '10 requests, at most 0.05',
		met: sent === 10 && ratio <= 0.05,
	};
}

async function metadata(server: Server, { engine, plain }: Ways, ids: string[]): Promise<Result> {
	const get = { resource: 'message', operation: 'get', metadataOnly: true, simplify: false };
	const parameters = { ...get, inboxId, messageId };
	const items = ids.map((id) => ({ id }));
	const plainItems = ids.map((id) => ({
		url: `${inboxPath}/messages/${encodeURIComponent(id)}`,
	}));
	await server.call('requests');
	await engine.action(parameters, items);
	const sent = await server.call('requests');
	const times = await compareTimes(
		ROUNDS,
		async () => await engine.action(parameters, items),
		async () => await plain('test.oneByOne', plainItems),
	);
	return {
		what: `500 metadata gets, ${LATENCY_MS} ms latency`,
		ours: `${inSeconds(times.ours)}, ${sent} request`,
		plain: `${inSeconds(times.plain)}, 500 requests`,
		ratio: asRatio(times.ours / times.plain),
		target: '1 request',
		met: sent === 1,
	};
}

async function sends(server: Server, { engine, plain }: Ways): Promise<Result> {
	const addresses = Array.from({ length: 200 }, (_, i) => `customer${i}@example.com`);
	const send = { resource: 'message', operation: 'send', inboxId, text: 'Hello' };
	const items = addresses.map((address) => ({ address }));
	let orderly = true;
	let ourRuns = 0;
	async function ours() {
		const sent = await engine.action({ ...send, to: '={{ $json.address }}' }, items);
		ourRuns++;
		orderly &&= sent.every(({ pairedItem }, i) => (pairedItem as { item: number }).item === i);
	}
	const plainItems = addresses.map((address) => ({
		method: 'POST',
		url: `${inboxPath}/messages/send`,
		body: { to: [`plain-${address}`], text: 'Hello' },
	}));
	const times = await compareTimes(
		ROUNDS,
		ours,
		async () => await plain('test.oneByOne', plainItems),
	);
	const mailed = (await server.call('mailed')).filter((to) => !to.startsWith('plain-'));
	const once = addresses.every(
		(address) => mailed.filter((to) => to === address).length === ourRuns,
	);
	const ratio = times.ours / times.plain;
	return {
		what: `200 sends, ${LATENCY_MS} ms latency, against one after the other`,
		ours: `${inSeconds(times.ours)}, order ${orderly ? 'kept' : 'lost'}, ${once ? 'each mailed once' : 'NOT each mailed once'}`,
		plain: inSeconds(times.plain),
		ratio: asRatio(ratio),
		target: 'at most 0.12, order kept, each mailed once',
		met: ratio <= 0.12 && orderly && once,
	};
}
