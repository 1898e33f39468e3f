/** What `read` gives, read again once it is older than so many milliseconds. A failure is not kept. */
export function keptFor<T>(milliseconds: number, read: () => Promise<T>): () => Promise<T> {
	let kept: { value: Promise<T>; until: number } | undefined;
	return async () => {
		if (kept && Date.now() < kept.until) return await kept.value;
		const asked = { value: read(), until: Date.now() + milliseconds };
		kept = asked;
		asked.value.catch(() => {
			if (kept === asked) kept = undefined;
		});
		return await asked.value;
	};
}
