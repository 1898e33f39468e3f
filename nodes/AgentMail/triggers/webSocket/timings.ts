/**
 * How long things take on a WebSocket, in milliseconds. In one place, so that tests can shorten them and the documentation
 * (docs/triggers.md) can be compared with them.
 */
export const timings = {
	/** From opening a connection to `subscribed`. */
	handshake: 20_000,
	/** A connection without a frame for so long may be dead, so it is replaced: Node.js's own WebSocket cannot ping. */
	silence: 5 * 60_000,
	/** No connection gets older: AWS's gateway ends one after two hours. The next one's catch-up finds what it lost. */
	age: 60 * 60_000,
	/** After a connection that lived so long, the next pause is short again. */
	goodLife: 30_000,
	/** For the answer to whether the key is still good. */
	probe: 15_000,
	/** A catch-up looks back this far before the last one, and another follows this much later: lists may lag behind. */
	overlap: 5 * 60_000,
	/** An email that is listed but cannot be read is retried for so long, then passed on as the list shows it. */
	unreadable: 10 * 60_000,
};

/** The share of `silence` and `age` that a connection uses, so that those opened together are not replaced together. */
export const shareOfTime = () => 0.8 + Math.random() / 5;
