import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What n8n's manual sends to the webhook processors; everything else, test webhooks too, belongs to main. */
const FOR_PROCESSORS = /^\/(webhook|webhook-waiting|form|form-waiting)\//;

interface ReverseProxy {
	url: string;
	close(): Promise<void>;
}

/** The one public address of a distributed n8n, as its operator's proxy makes it. A process that is down gives a 502. */
export async function startReverseProxy(main: number, processors: number[]): Promise<ReverseProxy> {
	// n8n closes a connection that was idle for 5 s: one that is let go before cannot be closed under a request.
	const agent = new Agent({ keepAlive: true, timeout: 2000 });
	let turn = 0;
	const portFor = (path: string) =>
		(FOR_PROCESSORS.test(path) ? processors[turn++ % processors.length] : undefined) ?? main;
	const server = createServer((incoming, answer) => {
		passOn(incoming, answer, { agent, port: portFor(incoming.url ?? '/') });
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		close: async () => {
			agent.destroy();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function passOn(
	incoming: IncomingMessage,
	answer: ServerResponse,
	{ agent, port }: { agent: Agent; port: number },
): void {
	const { method, url: path, headers } = incoming;
	const onward = request({ host: '127.0.0.1', port, method, path, headers, agent }, (reply) => {
		answer.writeHead(reply.statusCode ?? 502, reply.headers);
		reply.pipe(answer);
		reply.once('error', () => answer.destroy());
	});
	onward.once('error', () => {
		if (answer.headersSent) answer.destroy();
		else answer.writeHead(502).end();
	});
	incoming.pipe(onward);
}
