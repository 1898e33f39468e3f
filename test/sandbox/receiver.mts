import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

import { startServer } from '../../scripts/localServer.mjs';

export interface ReceivedDelivery {
	headers: IncomingHttpHeaders;
	body: string;
}

export interface Receiver {
	url: string;
	/** What came, whatever was answered. */
	deliveries: ReceivedDelivery[];
	/** The answers to give, one after the other; then 200. */
	answers: (number | 'silence' | { say: string })[];
	close(): Promise<void>;
}

/** An endpoint for webhooks that keeps what it is sent. */
export async function startReceiver(): Promise<Receiver> {
	const { origin, close } = await startServer(async (request, response) => {
		receiver.deliveries.push({ headers: request.headers, body: await text(request) });
		const answer = receiver.answers.shift() ?? 200;
		if (answer === 'silence') return;
		if (typeof answer === 'object') return void response.end(answer.say);
		response.writeHead(answer, answer === 302 ? { location: receiver.url } : {}).end();
	});
	const receiver: Receiver = { url: `${origin}/hook`, deliveries: [], answers: [], close };
	return receiver;
}
