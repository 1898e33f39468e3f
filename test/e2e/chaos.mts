import { expect, it } from '@jest/globals';
import { BODIES, sendAll } from '../chaos/bodies.mjs';
import { behindOurBack, changes, play, toManualAndBack } from '../chaos/faults.mjs';
import { underLoad } from '../chaos/load.mjs';
import { republish } from '../chaos/matrix.mjs';
import { rounds } from '../chaos/rounds.mjs';
import type { Stage } from '../../scripts/stage.mjs';
import { publish, trigger } from './world.mjs';

/** The quick ones of `npm run test:chaos webhook`. */
export function chaosSuite(world: () => Stage): void {
	it.each(
		[...behindOurBack(republish), ...changes, toManualAndBack].map((s) => [s.what, s] as const),
	)(
		'%s: events arrive, nothing is left over, no webhook of others is touched',
		async (_what, scenario) => {
			expect(await play(world(), scenario)).toBe('events arrive');
		},
		60_000,
	);

	it('ten times published and unpublished: one webhook, then none', async () => {
		await rounds(world(), 10);
	}, 60_000);

	it('100 deliveries sent three times each start 100 executions', async () => {
		const load = { deliveries: 100, inFlight: 50, times: 3 };
		expect(await underLoad(world(), load)).toMatchObject({ executions: 100, unanswered: 0 });
	}, 180_000);

	it('bodies that are large, packed, nested or not what they say are answered', async () => {
		const { workflow, url, secret } = await publish(world(), trigger(world()));
		await sendAll(url, secret);
		const starting = BODIES.filter(({ starts }) => starts).length;
		await world().n8n.client.endedCount(workflow.id, starting);
		expect(await world().n8n.client.executionCount(workflow.id)).toBe(starting);
		await world().n8n.client.deactivate(workflow.id);
	}, 60_000);
}
