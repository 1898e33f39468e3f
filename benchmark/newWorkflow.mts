import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import { nodeLoader, type NodePackage } from './nodeLoader.mjs';
import { answer } from './process.mjs';

export interface WorkflowTask extends NodePackage {
	/** A file in the package folder, and what n8n calls the node in it. */
	file: string;
	name: string;
	node: Pick<INode, 'typeVersion' | 'parameters'>;
}

const TRIES = 500;

/**
 * Milliseconds that n8n takes to build a workflow of one node, as it does for every delivery and every execution: it
 * resolves all parameters of all nodes. The best of many tries, which nothing has disturbed.
 */
answer(async ({ file, name, node, ...place }: WorkflowTask) => {
	const loader = nodeLoader(place);
	loader.loadNodeFromFile(file);
	const { Workflow, NodeHelpers } = createRequire(join(place.modules, 'index.js'))('n8n-workflow');
	const type = NodeHelpers.getVersionedNodeType(loader.getNode(name).type, node.typeVersion);
	const nodeTypes = { getByNameAndVersion: () => type };
	const own = { id: '1', name: 'Node', type: name, position: [0, 0], ...node };
	const times = Array.from({ length: TRIES }, () => {
		const nodes = [structuredClone(own)];
		const start = performance.now();
		new Workflow({ id: '1', nodes, connections: {}, active: false, nodeTypes });
		return performance.now() - start;
	});
	return Math.min(...times);
});
