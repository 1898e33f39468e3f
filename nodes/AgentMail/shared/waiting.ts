/** Waits so many milliseconds, or until the signal ends. Nothing of it is left behind then, however long either lives. */
export async function sleepUntilAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	// A whole number, as Node.js demands. Its timer goes when nobody listens to it any more.
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
 * What a promise brings, or `undefined` once the signal has ended. Nothing is left at the signal, as a race
 * would leave a listener for every promise.
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
