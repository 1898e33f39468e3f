import { byId } from '../../scripts/n8n/workflow.mjs';
import { ACTION } from '../../scripts/nodeTypes.mjs';
import { INBOX, inboxPath } from '../engine.mjs';
import { asRatio, inSeconds, ROUNDS, type Result } from '../measure.mjs';
import { startRealN8n, type Cost, type RealN8n } from '../realN8n.mjs';
import { median } from '../statistics.mjs';

const COUNT = 500;
const AT_LATENCY = 200;
const LATENCY_MS = 50;
const MANY = 2000;

type Run = (items: object[]) => Promise<Cost>;

/** Many items in a real n8n, against its HTTP Request node that makes the same calls. */
export async function items(): Promise<Result[]> {
	const n8n = await startRealN8n();
	const ours = await n8n.worker(node(n8n, send));
	const http = await n8n.worker(httpRequest(n8n));
	const label = await n8n.worker(node(n8n, addLabel));
	const results = [
		await perItem(ours, http),
		await atLatency(n8n, ours, http),
		await longestBlock(n8n, { ours, label, http }),
	];
	await n8n.stop();
	return results;
}

const subject = 'Hello';
const text = 'Your order has been sent.';
const inboxId = byId(INBOX);
const send = {
	...{ resource: 'message', operation: 'send', inboxId, subject, text },
	to: '={{ $json.address }}',
};
const addLabel = {
	...{ resource: 'label', operation: 'add', inboxId, labels: 'vip' },
	messageId: byId('={{ $json.id }}'),
};

const node = ({ credentials }: RealN8n, parameters: Record<string, unknown>) => ({
	name: 'AgentMail',
	type: ACTION,
	credentials: { ...credentials },
	parameters,
});

const httpRequest = ({ credentials, sandbox }: RealN8n) => ({
	name: 'HTTP Request',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	credentials: { ...credentials },
	parameters: {
		method: 'POST',
		url: `${sandbox.url}${inboxPath}/messages/send`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'agentMailApi',
		sendBody: true,
		bodyParameters: {
			parameters: [
				{ name: 'to', value: '={{ $json.address }}' },
				{ name: 'subject', value: subject },
				{ name: 'text', value: text },
			],
		},
		options: {},
	},
});

const recipients = (count: number) =>
	Array.from({ length: count }, (_, i) => ({ address: `customer${i}@example.com` }));

async function compare(count: number, ours: Run, http: Run) {
	const costs = { ours: [] as Cost[], http: [] as Cost[] };
	const given = recipients(count);
	await http(given);
	await ours(given);
	for (let round = 0; round < ROUNDS; round++) {
		costs.http.push(await http(given));
		costs.ours.push(await ours(given));
	}
	return costs;
}

async function perItem(ours: Run, http: Run): Promise<Result> {
	const costs = await compare(COUNT, ours, http);
	const perItem = (all: Cost[]) => median(all.map(({ cpu }) => cpu)) / COUNT;
	const [mine, theirs] = [perItem(costs.ours), perItem(costs.http)];
	return {
		what: `Processor time for a send, ${COUNT} items in a real n8n, against its HTTP Request node`,
		ours: `${mine.toFixed(2)} ms`,
		plain: `${theirs.toFixed(2)} ms`,
		ratio: asRatio(mine / theirs),
		target: 'at most 0.5',
		met: mine / theirs <= 0.5,
	};
}

async function atLatency({ sandbox }: RealN8n, ours: Run, http: Run): Promise<Result> {
	sandbox.settings.latencyMs = LATENCY_MS;
	const costs = await compare(AT_LATENCY, ours, http);
	sandbox.settings.latencyMs = 0;
	const time = (all: Cost[]) => median(all.map(({ seconds }) => seconds));
	const [mine, theirs] = [time(costs.ours), time(costs.http)];
	return {
		what: `${AT_LATENCY} sends in a real n8n, ${LATENCY_MS} ms latency, against its HTTP Request node, which sends all at once`,
		ours: inSeconds(mine),
		plain: inSeconds(theirs),
		ratio: asRatio(mine / theirs),
		target: '–',
		met: undefined,
	};
}

async function longestBlock(
	{ sandbox }: RealN8n,
	{ ours, label, http }: Record<'ours' | 'label' | 'http', Run>,
): Promise<Result> {
	const mail = { from: 'jane@example.com', subject: 'Hello', text: 'Hello' };
	const ids: Array<{ id: string }> = [];
	for (let i = 0; i < MANY; i++) ids.push({ id: (await sandbox.receive(INBOX, mail)).message_id });
	const sends = recipients(MANY);
	const longest = async (run: Run, given: object[]) => (await run(given)).longestBlock;
	const mine = [await longest(ours, sends), await longest(label, ids)];
	const theirs = await longest(http, sends);
	return {
		what: `The longest that n8n answers nobody while ${MANY.toLocaleString('en')} items are sent, or labelled`,
		ours: mine.map((each) => `${each.toFixed(0)} ms`).join(', '),
		plain: `${theirs.toFixed(0)} ms (HTTP Request, sent)`,
		ratio: '–',
		target: 'at most 200 ms',
		met: Math.max(...mine) <= 200,
	};
}
