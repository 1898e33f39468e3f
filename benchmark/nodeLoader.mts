import { mkdtempSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INodeType, IVersionedNodeType } from 'n8n-workflow';

/** Where nodes are. */
export interface NodePackage {
	/** Where `n8n-core` and `n8n-workflow` are. */
	modules: string;
	/** The package folder. */
	folder: string;
}

interface Loader {
	loadNodeFromFile(file: string): void;
	getNode(name: string): { type: INodeType | IVersionedNodeType };
}

/** n8n's own loader of nodes, with the engine loaded that the nodes find. For a process that does nothing else. */
export function nodeLoader({ modules, folder }: NodePackage): Loader {
	process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-load-'));
	process.env.N8N_LOG_LEVEL = 'silent';
	process.env.NODE_PATH = modules;
	(Module as unknown as { _initPaths(): void })._initPaths();
	const require = createRequire(join(modules, 'index.js'));
	require('reflect-metadata');
	const { PackageDirectoryLoader } = require('n8n-core');
	createRequire(join(folder, 'package.json'))('n8n-workflow');
	return new PackageDirectoryLoader(folder);
}
