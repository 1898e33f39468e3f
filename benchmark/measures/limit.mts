import { once } from 'node:events';

import { benchmarkEngine, byId, INBOX } from '../engine.mjs';
import type { Seen } from '../limitedServer.mjs';
import { asRatio, inSeconds, type Result } from '../measure.mjs';
import { startProcess } from '../process.mjs';

const COUNT = 200;
const PER_SECOND = 10;

/** Sends to a server that turns away what is more than so many a second, against the time that it allows. */
export async function limit(): Promise<Result[]> {
	const server = startProcess('limitedServer.mts');
	server.send({ perSecond: PER_SECOND });
	const [{ url }] = (await once(server, 'message')) as [{ url: string }];
	const { engine } = await benchmarkEngine({
		apiKey: 'am_us_x',
		environment: 'custom',
		baseUrl: url,
	});
	const addresses = Array.from({ length: COUNT }, (_, i) => `customer${i}@example.com`);
	const send = { resource: 'message', operation: 'send', inboxId: byId(INBOX), text: 'Hello' };
	const start = performance.now();
	await engine.action(
		{ ...send, to: '={{ $json.address }}' },
		addresses.map((address) => ({ address })),
	);
	const seconds = (performance.now() - start) / 1000;
	server.send({});
	const [seen] = (await once(server, 'message')) as [Seen];
	server.disconnect();

	const ideal = COUNT / PER_SECOND;
	const different = new Set(seen.recipients).size;
	const isWhole = seen.recipients.length === COUNT && different === COUNT;
	return [
		{
			what: `${COUNT} sends to a server that allows ${PER_SECOND} a second (429 with Retry-After), against the time it allows`,
			ours: `${inSeconds(seconds)}, ${seen.turnedAway} turned away; ${seen.recipients.length - different} twice, ${COUNT - different} missing`,
			plain: inSeconds(ideal),
			ratio: asRatio(seconds / ideal),
			target: 'at most 1.2, none twice, none missing',
			met: seconds / ideal <= 1.2 && isWhole,
		},
	];
}
