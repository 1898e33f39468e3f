import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedDelivery {
	headers: IncomingHttpHeaders;
	body: string;
}

export interface Receiver {
	url: string;
	/** What came, whatever was answered. */
	deliveries: ReceivedDelivery[];
	/** The answers to give, one after the other; then 200. */
	answers: (number | 'silence')[];
	close(): Promise<void>;
}

/** An endpoint for webhooks that keeps what it is sent. */
export async function startReceiver(): Promise<Receiver> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString();
			receiver.deliveries.push({ headers: request.headers, body });
			const answer = receiver.answers.shift() ?? 200;
			if (answer === 'silence') return;
			response.writeHead(answer, answer === 302 ? { location: receiver.url } : {}).end();
		});
	});
	const receiver: Receiver = {
		url: '',
		deliveries: [],
		answers: [],
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
	return receiver;
}
