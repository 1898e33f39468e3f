import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

/** What came in. */
export interface Seen {
	/** Of the sends that were let in. */
	recipients: string[];
	turnedAway: number;
}

const LATENCY_MS = 50;

/**
 * An API that lets so many requests a second in and turns the rest away for a whole second, as AgentMail does. A second
 * begins with the first request after the last one. In a process of its own.
 */
const [{ perSecond }] = (await once(process, 'message')) as [{ perSecond: number }];
const seen: Seen = { recipients: [], turnedAway: 0 };
let begun = 0;
let arrived = 0;

async function answerRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const { to } = JSON.parse(await text(request)) as { to: string[] };
	if (Date.now() - begun >= 1000) [begun, arrived] = [Date.now(), 0];
	const isLetIn = arrived++ < perSecond;
	await wait(LATENCY_MS);
	response.setHeader('content-type', 'application/json');
	if (isLetIn) seen.recipients.push(...to);
	else {
		seen.turnedAway++;
		response.writeHead(429, { 'retry-after': '1' });
	}
	response.end(JSON.stringify({ message_id: `<${arrived}@example.com>` }));
}

const server = createServer((request, response) => void answerRequest(request, response));
server.listen(0, '127.0.0.1', () => {
	const { port } = server.address() as AddressInfo;
	process.send?.({ url: `http://127.0.0.1:${port}` });
});
process.on('message', () => process.send?.(seen));
process.once('disconnect', () => process.exit());
