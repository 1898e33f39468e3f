import type { ServerResponse } from 'node:http';
import type { Sandbox } from '../sandbox.mjs';
import { snapshotOf } from './snapshot.mjs';

/** Records change in place, so what is new is found by looking, while somebody watches. */
const LOOK_EVERY_MS = 200;
/** A line now and then tells both ends that the connection still stands. */
const HEARTBEAT_MS = 15_000;

/** Sends the whole state at once and after each change, as server-sent events; so nothing is missed by who reconnects. */
export function streamSnapshots(sandbox: Sandbox, response: ServerResponse): void {
	response.writeHead(200, {
		'content-type': 'text/event-stream',
		'cache-control': 'no-store',
		'x-content-type-options': 'nosniff',
	});
	let sent = '';
	const look = () => {
		const snapshot = JSON.stringify(snapshotOf(sandbox));
		if (snapshot === sent) return;
		sent = snapshot;
		response.write(`data: ${snapshot}\n\n`);
	};
	look();
	const looking = setInterval(look, LOOK_EVERY_MS);
	const beating = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
	response.on('close', () => {
		clearInterval(looking);
		clearInterval(beating);
	});
}
