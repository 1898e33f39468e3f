import { cpSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { endChild, isRunning, startChild } from '../n8n/child.mjs';
import { waitUntil } from '../n8n/waitUntil.mjs';
import { ROOT } from '../package.mjs';

/** What the compiler leaves behind, as in gulpfile.js: icons, codex files and output schemas. */
const ASSET = /\.svg$|\.node\.json$|[\\/]__schema__[\\/].*\.json$/;
const FIRST_BUILD_TIMEOUT_MS = 3 * 60_000;

/**
 * Builds this package into `dist` and keeps it up to date as files change. What the compiler says is printed. Returns
 * after the first build.
 */
export async function keepBuilding(dist: string): Promise<{ stop(): Promise<void> }> {
	const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
	const inColour = String(process.stdout.isTTY === true);
	const options = ['--watch', '--preserveWatchOutput', '--pretty', inColour];
	const compiler = startChild(
		process.execPath,
		[tsc, '-p', 'tsconfig.json', '--outDir', dist, ...options],
		{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
	);
	let isBuilt = false;
	compiler.stdout?.on('data', (chunk: Buffer) => {
		const text = chunk.toString();
		process.stdout.write(text);
		isBuilt ||= text.includes('Watching for file changes');
	});
	await waitUntil(
		'the first build',
		async () => {
			if (!isRunning(compiler)) throw new Error('The compiler ended at its start.');
			return isBuilt || undefined;
		},
		{ timeoutMs: FIRST_BUILD_TIMEOUT_MS },
	);
	copyAssets('nodes', dist);
	const watcher = watch(join(ROOT, 'nodes'), { recursive: true }, (_event, name) => {
		if (name !== null && ASSET.test(name)) copyAssets(join('nodes', name), dist);
	});
	return {
		async stop() {
			watcher.close();
			await endChild(compiler);
		},
	};
}

/** Copies a file, or those in a folder. One that is gone was removed or renamed, and stays in `dist` until the next start. */
function copyAssets(path: string, dist: string): void {
	const source = join(ROOT, path);
	if (!statSync(source, { throwIfNoEntry: false })) return;
	cpSync(source, join(dist, path), {
		recursive: true,
		filter: (each) => statSync(each).isDirectory() || ASSET.test(each),
	});
}
