/** One line of the results. */
export interface Result {
	what: string;
	ours: string;
	plain: string;
	/** Ours against the plain way, as the target is written. */
	ratio: string;
	target: string;
	/** `undefined` for what could not be measured here. */
	met: boolean | undefined;
}

export type Measure = () => Promise<Result[]>;

/** Of each way. */
export const ROUNDS = 5;

export const inSeconds = (value: number) => `${value.toFixed(2)} s`;
export const inMegabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;
export const asRatio = (value: number) => value.toFixed(3);
