import { setTimeout as wait } from 'node:timers/promises';
import { waitUntil } from '../../../scripts/n8n/waitUntil.mjs';
import type { Tell } from '../scenarios.mjs';
import { chaosStage, connected, publish, receive } from './stage.mjs';

/** docs/triggers.md: five minutes without a frame, and up to half a minute to replace the connection. */
const BOUND_SECONDS = 5 * 60 + 30;

/** A peer that died without a word, at the real pace: how long until its mail starts a run. */
export async function deadPeer(tell: Tell): Promise<string[]> {
	const stage = await chaosStage();
	const { n8n, sandbox } = stage;
	try {
		const { id } = await publish(stage, []);
		await connected(stage);
		await receive(stage, 'Mail 1');
		await n8n.client.endedExecutions(id, 1);
		// Until the first catch-up is over, which would find the next mail.
		await wait(10_000);
		sandbox.cut('silence');
		const died = Date.now();
		await receive(stage, 'Mail 2');
		await waitUntil(
			'the run',
			async () => ((await n8n.client.executions(id)).length > 1 ? true : undefined),
			{ timeoutMs: 2 * BOUND_SECONDS * 1000, everyMs: 500 },
		);
		const seconds = Math.round((Date.now() - died) / 1000);
		tell(`the peer died silently; its email started an execution ${seconds} s later`);
		await connected(stage);
		await n8n.client.deactivate(id);
		tell(`TCP connections still held afterwards: ${sandbox.sockets.held}`);
		return seconds <= BOUND_SECONDS
			? []
			: [`more than the ${BOUND_SECONDS} s of the documentation`];
	} finally {
		await stage.stop();
	}
}
