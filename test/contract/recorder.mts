import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

import { startServer } from '../../scripts/localServer.mjs';

export interface Recorded {
	method: string;
	/** As on the wire, encoded. */
	path: string;
	/** Decoded name and value pairs, sorted: their order says nothing. */
	query: string[];
	headers: IncomingHttpHeaders;
	body: unknown;
}

/**
 * Answers every request with success and remembers it: the place where the official SDK and the node are compared.
 * Answers hold what a client needs to go on: an organization's key, a file to download, no further page. The download
 * itself is not remembered, it is no call of the API.
 */
export async function startRecorder() {
	const requests: Recorded[] = [];
	let script: object[] = [];
	const { origin, close } = await startServer(async (request, response) => {
		const raw = await text(request);
		const url = new URL(request.url!, origin);
		if (url.pathname === '/file') return void response.end('file');
		requests.push({
			method: request.method!,
			path: request.url!.split('?')[0]!,
			query: [...url.searchParams].map(([name, value]) => `${name}=${value}`).sort(),
			headers: request.headers,
			body: raw === '' ? undefined : JSON.parse(raw),
		});
		if (url.pathname.endsWith('/zone-file')) {
			response.setHeader('content-type', 'text/dns');
			return void response.end('$ORIGIN example.com.');
		}
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify(script.shift() ?? standard));
	});
	const standard = {
		scope_type: 'organization',
		scope_id: 'o',
		download_url: `${origin}/file`,
	};

	return {
		origin,
		/**
		 * The requests that `act` makes. What it makes of the answers does not matter here.
		 *
		 * @param answers to the first requests, instead of the standard one
		 */
		async during(act: () => Promise<unknown>, answers: object[] = []): Promise<Recorded[]> {
			requests.length = 0;
			script = [...answers];
			await act();
			return [...requests];
		},
		close,
	};
}
