import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Runs a module of this folder in a process of its own, which starts with a clean memory.
 *
 * @param module relative to this folder; it calls {@link answer}
 */
export async function inProcess<T>(module: string, input: unknown): Promise<T> {
	const child = startProcess(module);
	child.send(input as object);
	const [answer] = (await Promise.race([once(child, 'message'), failed(child, module)])) as [T];
	child.kill();
	return answer;
}

export function startProcess(module: string) {
	return fork(fileURLToPath(new URL(module, import.meta.url)), {
		execArgv: ['--import', 'tsx', '--expose-gc'],
	});
}

async function failed(child: ReturnType<typeof fork>, module: string): Promise<never> {
	const [code] = (await once(child, 'exit')) as [number | null];
	throw new Error(`${module} ended with code ${code} and no answer`);
}

/** For a module that {@link inProcess} runs. */
export function answer<I>(work: (input: I) => Promise<unknown>): void {
	process.once('message', (input) => {
		void work(input as I).then((result) => process.send?.(result));
	});
}
