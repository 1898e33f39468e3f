/** @typedef {import('../snapshot.mts').Snapshot} Snapshot */

const TRY_AGAIN_MS = 2000;

/**
 * Follows the sandbox: its whole state at once, after each change, and again when the connection was lost.
 *
 * @param {(snapshot: Snapshot) => void} onSnapshot
 * @param {(isLive: boolean) => void} onConnection
 */
export function follow(onSnapshot, onConnection) {
	const source = new EventSource('/control/live');
	source.onopen = () => onConnection(true);
	source.onmessage = ({ data }) => onSnapshot(JSON.parse(data));
	source.onerror = () => {
		onConnection(false);
		// After an answer that is no stream the browser gives up by itself.
		if (source.readyState === EventSource.CLOSED) {
			setTimeout(() => follow(onSnapshot, onConnection), TRY_AGAIN_MS);
		}
	};
}
