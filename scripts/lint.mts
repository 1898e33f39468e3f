/**
 * `npm run lint`: all that can be checked without running a test, as many checks at once as there are cores. Each prints
 * what it has to say when it is done.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The longest first, so that no core is left idle at the end. What reads `dist` follows on the build. */
const CHECKS = [
	'tsx scripts/typedLint.mts',
	'npm run --silent docs -- --check && tsx scripts/verify.mts',
	'prettier --check --log-level warn .',
	'n8n-node lint',
	'depcruise --config .dependency-cruiser.mjs nodes credentials sandbox scripts test benchmark',
];

/** @returns whether it found nothing */
async function passes(check: string): Promise<boolean> {
	const child = spawn(check, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (said += text));
	const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
	console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${check}\n${said}`.trimEnd());
	return code === 0;
}

const waiting = [...CHECKS];
async function inTurn(): Promise<void> {
	for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
		if (!(await passes(check))) process.exitCode = 1;
	}
}

await Promise.all(Array.from({ length: availableParallelism() }, inTurn));
