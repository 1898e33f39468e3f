import { expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Stage } from '../../scripts/stage.mjs';
import { chain, manualTrigger } from '../../scripts/n8n/workflow.mjs';
import { asking, linkOf, pauseIn, reviewing, submit, visit } from './reviewSupport.mjs';
import { START_TIMEOUT_MS, startWorld } from './world.mjs';

/**
 * A database that is made anew counts its executions from 1 again, and with the same encryption key n8n signs the same
 * links again. A link belongs to one question for ever all the same.
 */
export function reviewCopySuite(): void {
	it(
		'with the same encryption key and ids, every link of the first is refused by the second',
		async () => {
			const env = { N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex') };
			const first = await asked(env, 'Refund 10 EUR?');
			const second = await asked(env, 'Refund 10,000 EUR?', async (stage, paused) => {
				expect(paused.map(({ executionId }) => executionId)).toEqual(
					first.map(({ executionId }) => executionId),
				);
				for (const [index, { link }] of first.entries()) {
					const { origin } = new URL(paused[index]!.link);
					const { pathname, search } = new URL(link);
					const old = origin + pathname + search;
					expect(pathname).toBe(new URL(paused[index]!.link).pathname);
					const page = await visit(old);
					expect([page.status, page.text]).toEqual([410, expect.stringContaining('is closed')]);
					expect((await submit(old, { decision: 'approve' })).status).toBe(410);
					const { status } = await stage.n8n.client.execution(paused[index]!.executionId);
					expect(status).toBe('waiting');
					expect(await submit(paused[index]!.link, { decision: 'decline' })).toMatchObject({
						status: 200,
					});
				}
			});
			expect(second).toHaveLength(first.length);
		},
		2 * START_TIMEOUT_MS,
	);
}

interface Asked {
	executionId: string;
	link: string;
}

/** Asks about a message and a draft in an n8n of its own, which is gone afterwards. */
async function asked(
	env: Record<string, string>,
	subject: string,
	then: (stage: Stage, paused: Asked[]) => Promise<void> = async () => {},
): Promise<Asked[]> {
	const stage = await startWorld(env);
	try {
		const paused: Asked[] = [];
		for (const node of [asking(stage, { message: subject }), reviewing(stage, { subject })]) {
			const definition = chain('asks', manualTrigger, { ...node, id: 'asks-node' });
			const { executionId } = await pauseIn(stage, definition);
			paused.push({ executionId, link: linkOf(stage, executionId) });
		}
		await then(stage, paused);
		return paused;
	} finally {
		await stage.stop();
	}
}
