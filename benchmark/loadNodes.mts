import { nodeLoader, type NodePackage } from './nodeLoader.mjs';
import { answer } from './process.mjs';

export interface LoadTask extends NodePackage {
	/** Files in the package folder. */
	nodes: string[];
}

/** What it takes to load nodes into n8n's engine, which is there before. */
answer(async ({ nodes, ...place }: LoadTask) => {
	const loader = nodeLoader(place);
	globalThis.gc?.();
	const before = process.memoryUsage();
	const start = performance.now();
	for (const node of nodes) loader.loadNodeFromFile(node);
	const milliseconds = performance.now() - start;
	globalThis.gc?.();
	const { heapUsed } = process.memoryUsage();
	return { milliseconds, bytes: heapUsed - before.heapUsed };
});
