import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { N8nServer } from '../../scripts/n8n/server.mjs';

interface Answer {
	id: number;
	result?: unknown;
	error?: { message: string };
}

/**
 * What an n8n that was started with `--inspect` holds in memory after a full collection: the JavaScript heap and the
 * buffers outside of it, in MB. (The resident memory of a process says little: freed pages stay with it.)
 */
export async function megabytesInUse(n8n: N8nServer): Promise<number> {
	const [address] =
		n8n
			.log()
			.match(/ws:\/\/127\.0\.0\.1:\S+/g)
			?.slice(-1) ?? [];
	if (!address) throw new Error('n8n was not started with --inspect.');
	const socket = new WebSocket(address);
	await once(socket, 'open');
	try {
		// Twice: what has a finalizer goes with the second.
		await ask(socket, 'HeapProfiler.collectGarbage');
		await ask(socket, 'HeapProfiler.collectGarbage');
		const { result } = (await ask(socket, 'Runtime.evaluate', {
			expression: '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())',
		})) as { result: { value: number } };
		return result.value / 1e6;
	} finally {
		socket.close();
	}
}

let lastId = 0;

async function ask(socket: WebSocket, method: string, params: object = {}): Promise<unknown> {
	const id = ++lastId;
	socket.send(JSON.stringify({ id, method, params }));
	for (;;) {
		const [message] = (await once(socket, 'message')) as [Buffer];
		const answer = JSON.parse(message.toString()) as Answer;
		if (answer.id !== id) continue;
		if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
		return answer.result;
	}
}
