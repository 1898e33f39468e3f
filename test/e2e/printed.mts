import type { ChildProcess } from 'node:child_process';
import { isRunning } from '../../scripts/n8n/child.mjs';
import { waitUntil } from '../../scripts/n8n/waitUntil.mjs';

/** Waits until a program has printed a text. @throws Error with all that it printed when it ends before */
export async function printed(child: ChildProcess, text: string): Promise<void> {
	let output = '';
	child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	await waitUntil(
		`"${text}" to be printed`,
		async () => {
			if (!isRunning(child)) throw new Error(`The program ended early:\n${output}`);
			return output.includes(text) || undefined;
		},
		{ timeoutMs: 240_000 },
	);
}
