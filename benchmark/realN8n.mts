import { randomUUID } from 'node:crypto';

import { freePort } from '../scripts/n8n/ports.mjs';
import { chain, type NodeSketch } from '../scripts/n8n/workflow.mjs';
import { startStage, type Stage } from '../scripts/stage.mjs';

/** What a run took. */
export interface Cost {
	seconds: number;
	/** Of the processor, by n8n's process with all its threads. Milliseconds. */
	cpu: number;
	/** For how long the process was busy at most without answering anybody. Milliseconds. */
	longestBlock: number;
}

/** A real n8n with the package installed, beside the sandbox, which is in this process. */
export interface RealN8n extends Stage {
	/** Publishes a workflow that begins with a webhook. @returns its address */
	publish(parameters: Record<string, unknown>, ...nodes: NodeSketch[]): Promise<string>;
	/** Publishes a workflow in which one node gets items. @returns runs it */
	worker(node: NodeSketch): Promise<(items: object[]) => Promise<Cost>>;
}

export async function startRealN8n(env: Record<string, string> = {}): Promise<RealN8n> {
	const port = String(await freePort());
	const probe = new URL('probe.mjs', import.meta.url);
	const stage = await startStage({
		log: (line) => console.log(line),
		env: { NODE_OPTIONS: `--import ${probe}`, PROBE_PORT: port, ...env },
	});

	async function usage(): Promise<{ used: number; longest: number }> {
		const answer = await fetch(`http://127.0.0.1:${port}`);
		return (await answer.json()) as { used: number; longest: number };
	}

	async function publish(parameters: Record<string, unknown>, ...nodes: NodeSketch[]) {
		const path = randomUUID();
		const webhook: NodeSketch = {
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path, options: {}, ...parameters },
		};
		const { client, url } = stage.n8n;
		const { id } = await client.createWorkflow({
			...chain(path, webhook, ...nodes),
			settings: { saveDataSuccessExecution: 'none' },
		});
		await client.publish(id);
		return `${url}/webhook/${path}`;
	}

	async function worker(node: NodeSketch) {
		const items: NodeSketch = {
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.items', options: {} },
		};
		const url = await publish({ responseMode: 'lastNode', responseData: 'noData' }, items, node);
		return async (given: object[]): Promise<Cost> => {
			const before = await usage();
			const start = performance.now();
			await post(url, { items: given });
			const seconds = (performance.now() - start) / 1000;
			const { used, longest } = await usage();
			return { seconds, cpu: used - before.used, longestBlock: longest };
		};
	}

	return { ...stage, publish, worker };
}

/** @throws when n8n does not answer that all went well */
export async function post(url: string, body: object): Promise<void> {
	const headers = { 'content-type': 'application/json' };
	const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
	const text = await answer.text();
	if (answer.status !== 200) throw new Error(`n8n answered ${answer.status}: ${text}`);
}
