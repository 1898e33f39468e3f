import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const HOST = '127.0.0.1';

/** A port on 127.0.0.1 that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
	return await listenOnce(0);
}

export async function isFree(port: number): Promise<boolean> {
	return await listenOnce(port).then(
		() => true,
		() => false,
	);
}

/**
 * The port to use: the one the user asked for, else `preferred`, else (it is busy) any free one. Throws a sentence that
 * names `option` when the port asked for is busy.
 */
export async function choosePort(
	option: string,
	asked: number | undefined,
	preferred: number,
): Promise<number> {
	if (asked === undefined) return (await isFree(preferred)) ? preferred : await freePort();
	if (await isFree(asked)) return asked;
	throw new Error(
		`Port ${asked} is already in use on this machine. Give another one with ${option}, or leave ${option} out and a free port is chosen.`,
	);
}

async function listenOnce(port: number): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, HOST, () => {
			const { port: actual } = server.address() as AddressInfo;
			server.close(() => resolve(actual));
		});
	});
}
