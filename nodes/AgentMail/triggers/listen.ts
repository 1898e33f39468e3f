import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { sleepUntilAborted } from '../shared/waiting';
import { endingWith } from '../transport/cancel';
import { timings } from './timings';

/** What listens, from one call of `trigger()` until n8n calls `closeFunction`. */
export interface Session {
	/** Resolves when events come in from now on, or cannot for the moment. */
	readonly settled: Promise<void>;
	/** Ends soon after its signal has aborted. Throws what trying again cannot solve. */
	run(): Promise<void>;
}

/** How one kind of trigger listens. */
export interface Listener {
	/**
	 * Reads the parameters, because n8n evaluates expressions only during this call.
	 *
	 * @param context aborts its requests with the signal
	 */
	open(context: ITriggerFunctions, signal: AbortSignal): Promise<Session>;
	/** Whether the trigger gave up by itself: n8n then starts it again as if for the first time. */
	memory: { gaveUp: boolean };
	/** The error that n8n shows. All of it is in the message. */
	explain(error: unknown): Error;
}

/** Starts to listen, published or for a test event, until n8n calls `closeFunction`. */
export async function listen(
	node: ITriggerFunctions,
	listener: Listener,
): Promise<ITriggerResponse> {
	const closing = new AbortController();
	let started: Started | undefined;
	const begin = async () => {
		started = await start(node, listener, closing);
	};
	const closeFunction = async () => {
		closing.abort();
		await started?.ended;
	};
	if (node.getMode() === 'manual') return { closeFunction, manualTriggerFunction: begin };
	await begin();
	return { closeFunction };
}

interface Started {
	/** Resolves when the session has ended. Never rejects. */
	ended: Promise<void>;
}

/**
 * Returns when the session has settled. If AgentMail is unavailable it returns too, and goes on trying in the background.
 *
 * @throws a node error for what trying again cannot solve
 */
async function start(
	node: ITriggerFunctions,
	{ open, memory, explain }: Listener,
	closing: AbortController,
): Promise<Started> {
	const { signal } = closing;
	let running: Promise<void> | undefined;
	try {
		const session = await open(endingWith(signal, node), signal);
		running = session.run();
		void session.settled.then(() => (memory.gaveUp = false));
		await Promise.race([session.settled, running, sleepUntilAborted(timings.publishing, signal)]);
		const ended = running.catch((error: unknown) => {
			if (signal.aborted) return;
			closing.abort();
			memory.gaveUp = true;
			node.emitError(explain(error));
		});
		return { ended };
	} catch (error) {
		closing.abort();
		running?.catch(() => undefined);
		throw explain(error);
	}
}
