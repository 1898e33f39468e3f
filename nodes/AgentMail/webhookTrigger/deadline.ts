/** Ends when a signal does. Unlike a timer, it does not keep the process alive when nobody waits any more. */
export async function ended(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
