import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

/**
 * As much of the API as files need, in a process of its own. A download has as many MB as the number in the attachment's
 * id; an upload is taken in and forgotten. (The sandbox keeps files in memory, which 250 MB would make slow.)
 */
const CHUNK = Buffer.alloc(64 * 1024, 'agentmail');

function answerRequest(request: IncomingMessage, response: ServerResponse): void {
	const [, megabytes] = /(\d+)$/.exec(request.url ?? '') ?? [];
	if (request.url?.startsWith('/file/')) {
		Readable.from(chunks(Number(megabytes) * 1_000_000)).pipe(response);
		return;
	}
	request.resume().on('end', () => {
		response.setHeader('content-type', 'application/json');
		response.end(
			JSON.stringify({
				message_id: '<1@example.com>',
				thread_id: '1',
				download_url: `http://${request.headers.host}/file/${megabytes}`,
			}),
		);
	});
}

function* chunks(size: number): Generator<Buffer> {
	for (let sent = 0; sent < size; sent += CHUNK.length) yield CHUNK.subarray(0, size - sent);
}

const server = createServer(answerRequest);
server.listen(0, '127.0.0.1', () => {
	const { port } = server.address() as AddressInfo;
	process.send?.({ url: `http://127.0.0.1:${port}` });
});
process.once('disconnect', () => process.exit());
