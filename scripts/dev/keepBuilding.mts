import { watch } from 'node:fs';
import { join } from 'node:path';
import { endChild, isRunning, runToEnd, startChild } from '../n8n/child.mjs';
import { waitUntil } from '../n8n/waitUntil.mjs';
import { ROOT } from '../package.mjs';

/** What the compiler does not look at. */
const ASSET = /\.(svg|json)$/;
const FIRST_BUILD_TIMEOUT_MS = 3 * 60_000;

/**
 * Builds this package into `dist` and keeps it up to date as files change. What the compiler says is printed. Returns
 * after the first build.
 */
export async function keepBuilding(dist: string): Promise<{ stop(): Promise<void> }> {
	let isBuilt = false;
	let bringing = Promise.resolve();
	const bringRest = () => {
		bringing = bringing.then(async () => {
			await runGulp(dist);
			isBuilt = true;
		});
	};
	const compiler = compile(dist, bringRest);
	await waitUntil(
		'the first build',
		async () => {
			if (!isRunning(compiler)) throw new Error('The compiler ended at its start.');
			return isBuilt || undefined;
		},
		{ timeoutMs: FIRST_BUILD_TIMEOUT_MS },
	);
	const assets = watch(join(ROOT, 'nodes'), { recursive: true }, (_event, name) => {
		if (name !== null && ASSET.test(name)) bringRest();
	});
	return {
		async stop() {
			assets.close();
			await endChild(compiler);
			await bringing;
		},
	};
}

/** @param afterwards called each time that it has written what changed */
function compile(dist: string, afterwards: () => void) {
	const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
	const inColour = String(process.stdout.isTTY === true);
	const options = ['--outDir', dist, '--watch', '--preserveWatchOutput', '--pretty', inColour];
	const compiler = startChild(process.execPath, [tsc, '-p', 'tsconfig.json', ...options], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	compiler.stdout?.on('data', (chunk: Buffer) => {
		const text = chunk.toString();
		process.stdout.write(text);
		if (text.includes('Watching for file changes')) afterwards();
	});
	return compiler;
}

/** Brings what the compiler leaves behind, as `npm run build` does. */
async function runGulp(dist: string): Promise<void> {
	const gulp = join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js');
	const { code, stdout, stderr } = await runToEnd(process.execPath, [gulp], {
		cwd: ROOT,
		env: { ...process.env, DIST: dist },
		timeoutMs: 60_000,
	});
	if (code !== 0) console.error(`${stdout}${stderr}`.trim());
}
