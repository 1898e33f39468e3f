import { flag } from './field';

/** Lists come newest first unless told otherwise. */
export const ascending = flag({
	displayName: 'Oldest First',
	description: 'Whether to start with the oldest',
});
