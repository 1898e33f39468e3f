import type { FastifyReply, FastifyRequest } from 'fastify';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Only the machine itself may control the sandbox and see its page: not another machine, not a web page by a rebound
 * name (its Host), and not a foreign web page that posts here (its Origin).
 */
export async function localOnly(request: FastifyRequest, reply: FastifyReply): Promise<void> {
	if (isLoopback(request) && isOwnOrigin(request)) return;
	await reply.code(403).send({ message: 'Forbidden' });
}

function isLoopback({ ip, hostname }: FastifyRequest): boolean {
	const name = hostname.replace(/:\d+$/, '');
	return /^(::ffff:)?127\.|^::1$/.test(ip) && LOOPBACK_NAMES.includes(name);
}

/** A browser names the origin of every page that posts; a shell names none. */
function isOwnOrigin({ headers }: FastifyRequest): boolean {
	return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}
