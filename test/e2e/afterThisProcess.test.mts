import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from '../../scripts/package.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';

/** Starts a program and makes a folder, says which, and waits for its own end. */
const SCRIPT = `
	import { startChild } from './scripts/n8n/child.mts';
	import { temporaryFolder } from './scripts/n8n/temporaryFolder.mts';
	const child = startChild('sh', ['-c', 'sleep 60 & wait'], { stdio: 'ignore' });
	console.log(JSON.stringify({ pid: child.pid, folder: temporaryFolder('after-this-process').path }));
	setTimeout(() => {}, 60_000);
`;

describe('what a script started', () => {
	it.each(['SIGKILL', 'SIGTERM'] as const)(
		'ends when the script gets a %s',
		async (signal) => {
			const args = ['--import', 'tsx', '--input-type=module', '--eval', SCRIPT];
			const script = spawn(process.execPath, args, { cwd: ROOT });
			const [line] = (await once(script.stdout, 'data')) as [Buffer];
			const { pid, folder } = JSON.parse(line.toString()) as { pid: number; folder: string };
			expect([isGroupAlive(pid), existsSync(folder)]).toEqual([true, true]);

			script.kill(signal);
			await waitUntil('program and folder to go', async () =>
				isGroupAlive(pid) || existsSync(folder) ? undefined : true,
			);
		},
		30_000,
	);
});

function isGroupAlive(pid: number): boolean {
	try {
		return process.kill(-pid, 0);
	} catch {
		return false;
	}
}
