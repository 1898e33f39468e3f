import { spawn } from 'node:child_process';

/**
 * Runs a line of shell after this process has ended, however it ends (also by SIGKILL): a shell waits on a pipe that
 * only we hold open. An `exit` listener would miss a SIGKILL, and inside jest it is never called.
 *
 * @returns a function that calls it off
 */
export function afterThisProcess(script: string, ...args: string[]): () => void {
	const watcher = spawn('sh', ['-c', `read -r _; ${script}`, 'sh', ...args], {
		stdio: ['pipe', 'ignore', 'ignore'],
		detached: true,
	});
	watcher.unref();
	// Nor may the pipe keep this process alive; its type hides that it is a socket.
	(watcher.stdin as unknown as { unref(): void }).unref();
	return () => void watcher.kill('SIGKILL');
}
