import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import { storedExecutions } from './executions.mjs';
import type { Tell } from '../scenarios.mjs';
import { chaosStage, connected, CUTS, hurry, publish, receive } from './stage.mjs';

const MAILS = 100;
const CUT_COUNT = 10;

/** With successful executions not saved, n8n forgets the keys: while it lives, the trigger itself remembers. */
export async function unsaved(tell: Tell): Promise<string[]> {
	const stage = await chaosStage();
	const counted: string[] = [];
	const counter = createServer((request, response) => {
		counted.push(decodeURIComponent(request.url ?? '').slice(1));
		response.end('{}');
	});
	await new Promise<void>((resolve) => counter.listen(0, '127.0.0.1', resolve));
	try {
		await hurry(stage, { silence: 5000 });
		const { port } = counter.address() as AddressInfo;
		const url = `=http://127.0.0.1:${port}/{{ encodeURIComponent($json.subject) }}`;
		await publish(
			stage,
			[
				{
					name: 'Count',
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					parameters: { url },
				},
			],
			{ saveDataSuccessExecution: 'none' },
		);
		for (let i = 0; i < MAILS; i++) {
			if (i % (MAILS / CUT_COUNT) === 5) {
				await connected(stage);
				await CUTS[Math.floor(i / (MAILS / CUT_COUNT)) % CUTS.length]!.make(stage);
			}
			await receive(stage, `Mail ${i}`);
			await wait(200);
		}
		await waitUntil('all runs', async () => (new Set(counted).size >= MAILS ? true : undefined), {
			timeoutMs: 600_000,
		}).catch(() => undefined);
		await wait(15_000);
		const saved = await storedExecutions(stage.n8n);
		tell(
			`${MAILS} emails, ${CUT_COUNT} cuts, successful executions not saved (${saved.length} kept)`,
		);
		tell(`executions: ${counted.length}, of ${new Set(counted).size} emails`);
		return counted.length === MAILS && new Set(counted).size === MAILS
			? []
			: [`${counted.length} executions of ${new Set(counted).size} emails`];
	} finally {
		counter.close();
		await stage.stop();
	}
}
