import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CredentialReference, WorkflowDefinition, WorkflowNode } from './n8n/workflow.mjs';
import { PACKAGE, TRIGGER, WEB_SOCKET_TRIGGER } from './nodeTypes.mjs';

/** What a person does to an example before it can run. */
export interface Filling {
	/** Chosen wherever the file leaves the inbox open. Default: the one that the sandbox begins with. */
	inbox?: string;
	/** Entered wherever the file leaves an address open. */
	address?: string;
	/** The trigger that is enabled; an example has both. */
	start?: typeof TRIGGER | typeof WEB_SOCKET_TRIGGER;
}

/** A workflow of `examples/` as its file has it. */
export async function exampleFile(name: string): Promise<WorkflowDefinition> {
	const file = new URL(`../examples/${name}.json`, import.meta.url);
	return JSON.parse(await readFile(file, 'utf8')) as WorkflowDefinition;
}

/** An example that is filled in and ready to run. */
export async function exampleWorkflow(
	name: string,
	agentMailApi: CredentialReference,
	filling: Filling = {},
): Promise<WorkflowDefinition> {
	const example = await exampleFile(name);
	const nodes = example.nodes.map((node) => (isOurs(node) ? filled(node, filling) : node));
	return pasted({ ...example, nodes }, agentMailApi);
}

/**
 * Gives AgentMail nodes what n8n's editor gives them when they are pasted: a credential, and an address of their own. With
 * an address in the file, no second copy of an example could be published.
 */
export function pasted(
	example: WorkflowDefinition,
	agentMailApi: CredentialReference,
): WorkflowDefinition {
	const nodes = example.nodes.map((node) =>
		isOurs(node) ? { ...node, credentials: { agentMailApi }, webhookId: randomUUID() } : node,
	);
	return { ...example, nodes };
}

const isOurs = ({ type }: WorkflowNode) => type.startsWith(`${PACKAGE}.`);

function filled(
	node: WorkflowNode,
	{ inbox = 'support@agentmail.to', address = 'you@example.com', start = TRIGGER }: Filling,
): WorkflowNode {
	const parameters = Object.entries(node.parameters).map(([name, value]) => {
		if (name === 'inboxIds') return [name, [inbox]];
		if (name === 'to' || name === 'reviewers') return [name, value || address];
		return [name, isOpen(value) ? { __rl: true, mode: 'id', value: inbox } : value];
	});
	const isTrigger = node.type === TRIGGER || node.type === WEB_SOCKET_TRIGGER;
	return {
		...node,
		parameters: Object.fromEntries(parameters) as WorkflowNode['parameters'],
		...(isTrigger && { disabled: node.type !== start }),
	};
}

/** A picker of which nothing is chosen. */
const isOpen = (value: unknown) =>
	typeof value === 'object' &&
	value !== null &&
	'__rl' in value &&
	Reflect.get(value, 'value') === '';
