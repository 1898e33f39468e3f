import { mkdtempSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { answer } from './process.mjs';

export interface LoadTask {
	/** Where `n8n-core` and `n8n-workflow` are. */
	modules: string;
	/** The package folder, and files in it. */
	folder: string;
	nodes: string[];
}

/** What it takes to load nodes into n8n's engine, which is there before. */
answer(async ({ modules, folder, nodes }: LoadTask) => {
	process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-load-'));
	process.env.N8N_LOG_LEVEL = 'silent';
	process.env.NODE_PATH = modules;
	(Module as unknown as { _initPaths(): void })._initPaths();
	const require = createRequire(join(modules, 'index.js'));
	require('reflect-metadata');
	const { PackageDirectoryLoader } = require('n8n-core');
	createRequire(join(folder, 'package.json'))('n8n-workflow');
	const loader = new PackageDirectoryLoader(folder);
	globalThis.gc?.();
	const before = process.memoryUsage();
	const start = performance.now();
	for (const node of nodes) loader.loadNodeFromFile(node);
	const milliseconds = performance.now() - start;
	globalThis.gc?.();
	const { heapUsed } = process.memoryUsage();
	return { milliseconds, bytes: heapUsed - before.heapUsed };
});
