import { beforeAll, describe } from '@jest/globals';
import type { World } from './world.mjs';

/** A suite that finds the account as it is at first, whatever the one before has left in it. */
export function describeFresh<W extends World>(
	name: string,
	world: () => W,
	tests: (world: () => W) => void,
): void {
	describe(name, () => {
		beforeAll(() => world().sandbox.reset());
		tests(world);
	});
}
