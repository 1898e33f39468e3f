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
async function choosePort(
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

/** What `parseArgs` reads for {@link choosePorts}, and what `--help` says of it. */
export const PORT_OPTIONS = { port: { type: 'string' }, 'n8n-port': { type: 'string' } } as const;
export const PORT_USAGE = `  --port NUMBER     port of the AgentMail sandbox (default 4010, or a free one)
  --n8n-port NUMBER port of n8n (default 5678, or a free one)`;

/** Ports for a person to look at. Throws a sentence for what is no port, or is busy. */
export async function choosePorts(given: {
	port?: string;
	'n8n-port'?: string;
}): Promise<{ sandboxPort: number; n8nPort: number }> {
	return {
		sandboxPort: await choosePort('--port', portOf('--port', given.port), 4010),
		n8nPort: await choosePort('--n8n-port', portOf('--n8n-port', given['n8n-port']), 5678),
	};
}

function portOf(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Error(`${option} takes a number from 1 to 65535, not "${text}".`);
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
