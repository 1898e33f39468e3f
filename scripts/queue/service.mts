import { connect } from 'node:net';
import type { ChildProcess } from 'node:child_process';
import { endChild, isRunning, killChild, startChild, type ChildOptions } from '../n8n/child.mjs';
import { waitUntil } from '../n8n/waitUntil.mjs';

const START_TIMEOUT_MS = 30_000;

export interface ServiceProgram {
	name: string;
	command: string;
	args: string[];
	port: number;
	options: ChildOptions;
}

/** A program that listens on a port of this machine. It can be ended and started again on the same port and folder. */
export class LocalService {
	private child: ChildProcess | undefined;

	constructor(private readonly program: ServiceProgram) {}

	get port(): number {
		return this.program.port;
	}

	async start(): Promise<void> {
		const { name, command, args, options, port } = this.program;
		const child = startChild(command, args, { ...options, stdio: 'ignore' });
		this.child = child;
		await waitUntil(
			`${name} to take connections`,
			async () => {
				if (!isRunning(child)) throw new Error(`${name} ended at its start.`);
				return (await takesConnections(port)) || undefined;
			},
			{ timeoutMs: START_TIMEOUT_MS },
		);
	}

	/** Ends it as a service manager would. */
	async end(): Promise<void> {
		if (this.child) await endChild(this.child);
	}

	/** Ends it as a crash would. */
	async kill(): Promise<void> {
		if (this.child) await killChild(this.child);
	}
}

async function takesConnections(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
