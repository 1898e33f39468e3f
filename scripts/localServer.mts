import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalServer {
	/** `http://127.0.0.1:41234` */
	origin: string;
	/** Ends its connections too. */
	close(): Promise<void>;
}

/** A server on this machine, at a port that is free. */
export async function startServer(listener: RequestListener): Promise<LocalServer> {
	const server = createServer(listener);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		close: async () => {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}
