import { once } from 'node:events';

import { startProcess } from './process.mjs';
import type { Calls } from './server.mjs';

/** The sandbox in another process. */
export interface Server {
	credential: { apiKey: string; environment: string; baseUrl: string };
	call<N extends keyof Calls>(
		name: N,
		...input: Parameters<Calls[N]>
	): Promise<Awaited<ReturnType<Calls[N]>>>;
	close(): void;
}

export async function startServer(): Promise<Server> {
	const child = startProcess('server.mts');
	const [{ url, apiKey }] = (await once(child, 'message')) as [{ url: string; apiKey: string }];
	const waiting = new Map<number, (result: never) => void>();
	let calls = 0;
	child.on('message', ({ id, result }: { id: number; result: never }) => waiting.get(id)?.(result));
	return {
		credential: { apiKey, environment: 'custom', baseUrl: url },
		call: async (name, ...[input]) => {
			const id = ++calls;
			const answered = new Promise<never>((resolve) => waiting.set(id, resolve));
			child.send({ id, name, input });
			return await answered;
		},
		close: () => child.disconnect(),
	};
}
