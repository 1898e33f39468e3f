import { benchmarkEngine, byId, INBOX } from '../engine.mjs';
import type { Result } from '../measure.mjs';
import { startServer } from '../remote.mjs';

const COUNT = 1000;

/** Sends over a network full of faults, with n8n's Retry on Fail and a text that changes on each try. */
export async function faults(): Promise<Result[]> {
	const server = await startServer();
	const { engine } = await benchmarkEngine(server.credential);
	await server.call('faults');
	const addresses = Array.from({ length: COUNT }, (_, i) => `customer${i}@example.com`);
	await engine.action(
		{
			resource: 'message',
			operation: 'send',
			inboxId: byId(INBOX),
			to: '={{ $json.address }}',
			text: '={{ Math.random() }}',
			options: { parallel: 20 },
		},
		addresses.map((address) => ({ address })),
		{ retryOnFail: true, maxTries: 5, waitBetweenTries: 1000 },
	);
	const sent = await server.call('requests');
	const mailed = await server.call('mailed');
	server.close();
	const different = new Set(mailed).size;
	return [
		{
			what: '1,000 sends; 10 % 429, 10 % 503, 5 % connection resets, 10 % accepted but answer lost',
			ours: `${mailed.length} emails (${sent} requests), ${mailed.length - different} twice, ${COUNT - different} missing`,
			plain: '–',
			ratio: '–',
			target: '1,000 emails, none twice, none missing',
			met: mailed.length === COUNT && different === COUNT,
		},
	];
}
