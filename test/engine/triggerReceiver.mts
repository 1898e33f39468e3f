import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, Workflow } from 'n8n-workflow';

import type { Answer, Engine } from '../../scripts/engine/engine.mjs';

/** What came of one request to the trigger. */
export interface Received {
	status: number;
	/** Items of the run it started; `undefined` if it started none. */
	items: IDataObject[] | undefined;
}

/**
 * Stands for n8n's webhook route: a real HTTP server that hands every request to the trigger, byte for byte. The sandbox
 * delivers to it.
 */
export async function startReceiver(engine: Engine, workflow: () => Workflow) {
	const received: Received[] = [];
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const headers = Object.fromEntries(
			Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
		);
		const answer = await engine.deliver(workflow(), 'Trigger', {
			body: Buffer.concat(chunks),
			headers,
		});
		received.push({ status: answer.status, items: itemsOf(answer) });
		response.statusCode = answer.status;
		response.end(answer.body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/webhook/trigger-1/webhook`,
		received,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** @throws Error when the trigger left a request without an answer: n8n would let it hang. */
export function itemsOf({ result, body }: Answer): IDataObject[] | undefined {
	const [items] = result.workflowData ?? [];
	if (!items && result.noWebhookResponse && body === undefined) throw new Error('Not answered');
	return items?.map(({ json }) => json);
}
