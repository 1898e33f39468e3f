import type { Background } from '../background.mjs';
import { GatewayError } from '../errors.mjs';
import type { FaultAction } from './faults.mjs';

declare module 'fastify' {
	interface FastifyRequest {
		/** The rule that it matches. */
		fault: FaultAction | undefined;
	}
}

/**
 * Waits as long as a fault says, and `more` milliseconds.
 *
 * @throws GatewayError when the sandbox is reset or closed before: what was asked for is gone
 */
export async function holdBack(
	{ background }: { background: Background },
	fault: FaultAction | undefined,
	more = 0,
): Promise<void> {
	if (typeof fault === 'object' && 'until' in fault) await fault.until;
	const delayMs = (typeof fault === 'object' && 'delayMs' in fault && fault.delayMs) || 0;
	await background.pause(delayMs + more).catch(() => {
		throw new GatewayError(503, 'Service Unavailable');
	});
}
