import { setTimeout as wait } from 'node:timers/promises';
import { megabytesInUse } from '../inspector.mjs';
import type { Tell } from '../scenarios.mjs';
import { chaosStage, connected, hurry, publish, receive } from './stage.mjs';

const MAILS = 400;
const CUTS = 150;
const ROUNDS = 3;
/** Measuring alone is off by more than a megabyte (see `activations`), which over a part's rounds is 1 to 3 kB each. */
const MOST_BYTES = 5000;

/** What a mail and a connection leave in n8n's memory once they are gone: rounds of each, after one to warm up. */
export async function memory(tell: Tell): Promise<string[]> {
	const stage = await chaosStage({ NODE_OPTIONS: '--inspect=127.0.0.1:0' });
	const { n8n, sandbox } = stage;
	try {
		await hurry(stage, { pause: 30, longestPause: 60 }, '');
		const workflow = await publish(stage, []);
		await connected(stage);
		let mails = 0;
		const works = {
			message: async () => {
				await receive(stage, `Mail ${++mails}`);
				await wait(60);
			},
			connection: async () => {
				sandbox.cut('reset');
				await wait(20);
				await connected(stage);
				await wait(150);
			},
		};
		const repeat = async (work: () => Promise<void>, times: number) => {
			for (let time = 0; time < times; time++) await work();
		};
		const inUse = async () => {
			await n8n.client.endedCount(workflow.id, mails);
			// n8n writes what it has to say of a run for a moment longer.
			await wait(2000);
			return await megabytesInUse(n8n);
		};

		const problems: string[] = [];
		for (const [what, times] of [
			['message', MAILS],
			['connection', CUTS],
		] as const) {
			await repeat(works[what], times);
			const megabytes = [await inUse()];
			for (let round = 0; round < ROUNDS; round++) {
				await repeat(works[what], times);
				megabytes.push(await inUse());
			}
			const grown = megabytes.at(-1)! - megabytes[0]!;
			const each = Math.round((grown * 1e6) / (ROUNDS * times));
			tell(
				`${ROUNDS} × ${times} times a ${what}: ${each} bytes each; in use after collection ${megabytes.map((all) => all.toFixed(1)).join(', ')} MB`,
			);
			if (each > MOST_BYTES) problems.push(`a ${what} leaves ${each} bytes`);
		}
		return problems;
	} finally {
		await stage.stop();
	}
}
