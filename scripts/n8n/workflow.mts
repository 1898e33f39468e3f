import { randomUUID } from 'node:crypto';

/** A credential as a node refers to it. */
export interface CredentialReference {
	id: string;
	name: string;
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, CredentialReference>;
	webhookId?: string;
	disabled?: boolean;
}

export interface WorkflowDefinition {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

export interface Workflow extends WorkflowDefinition {
	id: string;
	versionId: string;
	active: boolean;
}

/** What has to be said of a node; the rest has defaults. */
export type NodeSketch = Pick<WorkflowNode, 'name' | 'type'> & Partial<WorkflowNode>;

/** A workflow whose nodes follow each other in the order given. */
export function chain(name: string, ...sketches: NodeSketch[]): WorkflowDefinition {
	const nodes = sketches.map((sketch, index): WorkflowNode => ({
		id: randomUUID(),
		typeVersion: 1,
		position: [index * 240, 0],
		parameters: {},
		...sketch,
	}));
	const connections: Record<string, unknown> = {};
	nodes.slice(1).forEach((node, index) => {
		const before = nodes[index];
		if (before)
			connections[before.name] = { main: [[{ node: node.name, type: 'main', index: 0 }]] };
	});
	return { name, nodes, connections };
}

/** The node that starts a manual run when nobody says which. */
export const manualTrigger: NodeSketch = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
};

/** What a picker of this package's nodes holds when an id was entered. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** The node called `name`. */
export function nodeNamed(workflow: WorkflowDefinition, name: string): WorkflowNode {
	const node = workflow.nodes.find((candidate) => candidate.name === name);
	if (!node) throw new Error(`The workflow "${workflow.name}" has no node "${name}".`);
	return node;
}

/** All but the sticky notes. */
export function nodesOnCanvas({ nodes }: WorkflowDefinition): WorkflowNode[] {
	return nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
}

/** Those that are not disabled either. */
export function nodesThatRun(workflow: WorkflowDefinition): WorkflowNode[] {
	return nodesOnCanvas(workflow).filter(({ disabled }) => !disabled);
}
