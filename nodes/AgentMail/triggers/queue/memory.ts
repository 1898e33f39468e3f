import { BoundedMap } from '../../shared/boundedMap';
import { perTrigger } from '../perTrigger';

/** More than a few batches. n8n's deduplication is the second line of defense. */
const SEEN = 10_000;

/** What this process remembers of a trigger, also when it is published again. */
export interface Memory {
	/** Events that were ignored, or that n8n has. A batch that could not be committed is read again. */
	seen: BoundedMap<true>;
	gaveUp: boolean;
}

export const newMemory = (): Memory => ({ seen: new BoundedMap<true>(SEEN), gaveUp: false });

export const memoryOf = perTrigger(newMemory);
