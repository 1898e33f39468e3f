import { join } from 'node:path';

import { installN8n } from '../../scripts/n8n/install.mjs';
import { byId, type NodeSketch } from '../../scripts/n8n/workflow.mjs';
import { ACTION } from '../../scripts/nodeTypes.mjs';
import { ROOT } from '../../scripts/package.mjs';
import { INBOX } from '../engine.mjs';
import { asRatio, ROUNDS, type Result } from '../measure.mjs';
import type { WorkflowTask } from '../newWorkflow.mjs';
import { inProcess } from '../process.mjs';
import { post, startRealN8n, type RealN8n } from '../realN8n.mjs';
import { median } from '../statistics.mjs';

const NODES = 20;
const AT_ONCE = 8;
const ROUND_MS = 4000;

const ours = {
	type: ACTION,
	typeVersion: 1,
	parameters: {
		...{ resource: 'message', operation: 'send', inboxId: byId(INBOX) },
		...{ to: '={{ $json.address }}', subject: 'Hello', text: 'Hello' },
	},
};
const gmail = {
	type: 'n8n-nodes-base.gmail',
	typeVersion: 2.1,
	parameters: {
		...{ resource: 'message', operation: 'send' },
		...{ sendTo: '={{ $json.address }}', subject: 'Hello', message: 'Hello' },
	},
};

/** What a node costs that stands in a workflow and is not reached: n8n resolves its parameters for each delivery. */
export async function unreached(): Promise<Result[]> {
	return [
		await perNode(),
		await deliveries('as n8n comes', {}),
		await deliveries('N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE', {
			N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
		}),
	];
}

async function perNode(): Promise<Result> {
	const { dir } = await installN8n({ log: (line) => console.log(line) });
	const modules = join(dir, 'node_modules');
	const tasks: Record<'ours' | 'gmail', WorkflowTask> = {
		ours: {
			modules,
			folder: ROOT,
			file: 'dist/nodes/AgentMail/AgentMail.node.js',
			name: 'agentMail',
			node: ours,
		},
		gmail: {
			modules,
			folder: join(modules, 'n8n-nodes-base'),
			file: 'dist/nodes/Google/Gmail/Gmail.node.js',
			name: 'gmail',
			node: gmail,
		},
	};
	const times = { ours: [] as number[], gmail: [] as number[] };
	for (let round = 0; round < ROUNDS; round++) {
		times.gmail.push(await inProcess<number>('newWorkflow.mts', tasks.gmail));
		times.ours.push(await inProcess<number>('newWorkflow.mts', tasks.ours));
	}
	const [mine, theirs] = [median(times.ours), median(times.gmail)];
	return {
		what: "n8n's `new Workflow()` with one of our action nodes, against one Gmail node",
		ours: `${mine.toFixed(3)} ms`,
		plain: `${theirs.toFixed(3)} ms`,
		ratio: asRatio(mine / theirs),
		target: 'at most 2.5',
		met: mine / theirs <= 2.5,
	};
}

async function deliveries(setting: string, env: Record<string, string>): Promise<Result> {
	const n8n = await startRealN8n(env);
	const { id, name } = await n8n.n8n.client.createCredential('Gmail', 'gmailOAuth2', {});
	const addresses = {
		ours: await published(n8n, { ...ours, credentials: { ...n8n.credentials } }),
		gmail: await published(n8n, { ...gmail, credentials: { gmailOAuth2: { id, name } } }),
	};
	const rates = { ours: [] as number[], gmail: [] as number[] };
	for (const address of Object.values(addresses)) await perSecond(address);
	for (let round = 0; round < ROUNDS; round++) {
		rates.gmail.push(await perSecond(addresses.gmail));
		rates.ours.push(await perSecond(addresses.ours));
	}
	await n8n.stop();
	const [mine, theirs] = [median(rates.ours), median(rates.gmail)];
	return {
		what: `Deliveries to a workflow that holds ${NODES} of our nodes, not reached, against ${NODES} Gmail nodes; one n8n, ${setting}`,
		ours: `${mine.toFixed(1)} a second`,
		plain: `${theirs.toFixed(1)} a second`,
		ratio: asRatio(mine / theirs),
		target: 'at least 0.95',
		met: mine / theirs >= 0.95,
	};
}

/** @returns the address of a workflow whose nodes follow one that lets nothing through */
async function published(n8n: RealN8n, node: Omit<NodeSketch, 'name'>): Promise<string> {
	const nothing: NodeSketch = {
		name: 'Nothing',
		type: 'n8n-nodes-base.limit',
		parameters: { maxItems: 0 },
	};
	const nodes = Array.from({ length: NODES }, (_, i) => ({ ...node, name: `Node ${i}` }));
	return await n8n.publish({ responseMode: 'onReceived' }, nothing, ...nodes);
}

/** Deliveries answered, several at a time. */
async function perSecond(address: string): Promise<number> {
	const start = performance.now();
	let answered = 0;
	async function lane(): Promise<void> {
		while (performance.now() - start < ROUND_MS) {
			await post(address, { address: 'jane@example.com' });
			answered++;
		}
	}
	await Promise.all(Array.from({ length: AT_ONCE }, lane));
	return (answered / (performance.now() - start)) * 1000;
}
