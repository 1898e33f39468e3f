import type { INodeExecutionData } from 'n8n-workflow';

import {
	chain,
	createEngine,
	CREDENTIALS,
	output,
	type Engine,
} from '../scripts/engine/engine.mjs';
export { byId } from '../scripts/n8n/workflow.mjs';
import { plainNodes } from './plainNodes.mjs';

export const INBOX = 'support@agentmail.to';
export const inboxPath = `/v0/inboxes/${encodeURIComponent(INBOX)}`;

/** n8n's engine with the plain nodes beside this package's. */
export async function benchmarkEngine(credential: Parameters<typeof createEngine>[0]) {
	const engine = await createEngine(credential, { nodes: plainNodes });
	return {
		engine,
		/** Runs one of the plain nodes on items that hold their request. */
		plain: async (type: string, items: object[]) => await runPlain(engine, type, items),
	};
}

async function runPlain(
	engine: Engine,
	type: string,
	items: object[],
): Promise<INodeExecutionData[]> {
	const run = await engine.run({
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'Items', type: 'test.items', parameters: { items: JSON.stringify(items) } },
			{ name: 'Plain', type, credentials: CREDENTIALS },
		],
		connections: chain('Start', 'Items', 'Plain'),
	});
	return output(run, 'Plain');
}
