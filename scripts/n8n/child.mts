import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { afterThisProcess } from './afterThisProcess.mjs';

export interface ChildOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	stdio?: StdioOptions;
	/** The account it runs under; this process must be root's then. */
	uid?: number;
	gid?: number;
}

interface Outcome {
	code: number | null;
	stdout: string;
	stderr: string;
	timedOut: boolean;
}

/** Starts a program, in a process group of its own, that cannot outlive this process. */
export function startChild(command: string, args: string[], options: ChildOptions): ChildProcess {
	const child = spawn(command, args, { ...options, detached: true });
	if (child.pid !== undefined) {
		const callOff = afterThisProcess('kill -s KILL -- "-$1"', String(child.pid));
		child.once('exit', callOff);
	}
	return child;
}

export function isRunning(child: ChildProcess): boolean {
	return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Sends `signal` to the child and everything it started; does nothing when it has ended. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (!isRunning(child) || child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

/** Ends a child: politely first, by force after `graceMs`. Resolves when it is gone. */
export async function endChild(child: ChildProcess, graceMs = 10_000): Promise<void> {
	if (!isRunning(child)) return;
	const gone = once(child, 'exit');
	signalGroup(child, 'SIGTERM');
	const force = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
	await gone;
	clearTimeout(force);
}

/** Ends a child at once, as a crash of the machine would. */
export async function killChild(child: ChildProcess): Promise<void> {
	if (!isRunning(child)) return;
	const gone = once(child, 'exit');
	signalGroup(child, 'SIGKILL');
	await gone;
}

/** Runs a program to its end and returns what it printed; ends it after `timeoutMs`. Rejects only if it cannot start. */
export async function runToEnd(
	command: string,
	args: string[],
	{ timeoutMs, ...options }: Omit<ChildOptions, 'stdio'> & { timeoutMs: number },
): Promise<Outcome> {
	const child = startChild(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	const output = { stdout: '', stderr: '' };
	child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
	child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
	let timedOut = false;
	const timer = setTimeout(() => {
		timedOut = true;
		signalGroup(child, 'SIGKILL');
	}, timeoutMs);
	try {
		await once(child, 'close');
	} finally {
		clearTimeout(timer);
	}
	return { code: child.exitCode, ...output, timedOut };
}
