import { describe } from '@jest/globals';
import {
	SERVICES_MISSING,
	servicesAreHere,
	startQueueStage,
	type QueueOptions,
	type QueueStage,
} from '../../scripts/queue/queue.mjs';

export type { QueueStage } from '../../scripts/queue/queue.mjs';

const areHere = servicesAreHere();
if (!areHere && process.env.CI) throw new Error(SERVICES_MISSING);
if (!areHere) process.stderr.write(`The tests of queue mode are skipped. ${SERVICES_MISSING}\n`);

/** `describe`, where Redis and PostgreSQL are installed. In CI they must be. */
export const describeQueue = areHere ? describe : describe.skip;

export async function startQueue(options: Omit<QueueOptions, 'log'> = {}): Promise<QueueStage> {
	// jest keeps console output back until the end; this is for a person who waits.
	return await startQueueStage({
		log: (line) => void process.stderr.write(`${line}\n`),
		...options,
	});
}
