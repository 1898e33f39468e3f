/** Resolves after so many milliseconds, or when the signal aborts; removes its listeners. */
export async function sleepUntilAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	// Node.js demands a whole number, and drops the timer once nobody listens.
	const over = AbortSignal.timeout(Math.max(0, Math.ceil(milliseconds)));
	await new Promise<void>((resolve) => {
		const done = () => {
			over.removeEventListener('abort', done);
			signal.removeEventListener('abort', done);
			resolve();
		};
		over.addEventListener('abort', done);
		signal.addEventListener('abort', done);
	});
}

/**
 * The result of a promise, or `undefined` once the signal has aborted. Unlike `Promise.race`, it leaves no listener on the
 * signal.
 */
export async function settledOrAborted<T>(
	promise: Promise<T>,
	signal: AbortSignal,
): Promise<T | undefined> {
	if (signal.aborted) {
		promise.catch(() => undefined);
		return undefined;
	}
	return await new Promise<T | undefined>((resolve, reject) => {
		const stop = () => resolve(undefined);
		signal.addEventListener('abort', stop, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}
