import { createRequire } from 'node:module';

import { Webhook } from 'svix';

import { ROUNDS, type Result } from '../measure.mjs';
import { median } from '../statistics.mjs';

const require = createRequire(import.meta.url);
const { verify } =
	require('../../dist/nodes/AgentMail/webhooks/signature.js') as typeof import('../../nodes/AgentMail/webhooks/signature.js');

const SECRET = `whsec_${Buffer.from('benchmark-secret-of-24-by').toString('base64')}`;

/** Throughput of the signature check against the `svix` package's. */
export async function signature(): Promise<Result[]> {
	return [
		compare('1 kB', 1000, 4000, { target: 'no slower', least: 1 }),
		compare('100 kB', 100_000, 200, { target: 'at least 6 times', least: 6 }),
	];
}

function compare(
	name: string,
	size: number,
	times: number,
	{ target, least }: { target: string; least: number },
): Result {
	const svix = new Webhook(SECRET);
	const text = JSON.stringify({ type: 'event', text: 'x'.repeat(size - 26) });
	const body = Buffer.from(text);
	const now = new Date();
	const headers = {
		'svix-id': 'msg_1',
		'svix-timestamp': String(Math.floor(now.getTime() / 1000)),
		'svix-signature': svix.sign('msg_1', now, text),
	};
	const delivery = { headers, body, receivedAt: Math.floor(now.getTime() / 1000) };
	const trust = { secrets: [SECRET], requireSvix: true };
	const ours = () => {
		if ('refusal' in verify(delivery, trust)) throw new Error('the signature is right');
	};
	const plain = () => void svix.verify(body, headers);

	const rates = { ours: [] as number[], plain: [] as number[] };
	perSecond(ours, times);
	perSecond(plain, times);
	for (let round = 0; round < ROUNDS; round++) {
		rates.ours.push(perSecond(ours, times));
		rates.plain.push(perSecond(plain, times));
	}
	const [mine, theirs] = [median(rates.ours), median(rates.plain)];
	return {
		what: `Signature check, ${name} body, against the svix package`,
		ours: `${Math.round(mine).toLocaleString('en')} a second`,
		plain: `${Math.round(theirs).toLocaleString('en')} a second`,
		ratio: `${(mine / theirs).toFixed(1)} times`,
		target,
		met: mine / theirs >= least,
	};
}

function perSecond(check: () => void, times: number): number {
	const start = performance.now();
	for (let i = 0; i < times; i++) check();
	return (times / (performance.now() - start)) * 1000;
}
