import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CredentialReference, WorkflowDefinition } from './n8n/workflow.mjs';
import { PACKAGE } from './nodeTypes.mjs';

/**
 * Reads a workflow of `examples/` and gives its AgentMail nodes what n8n's editor gives them when it is pasted: a
 * credential, and an address of their own. With an address in the file, no second copy of it could be published.
 */
export async function exampleWorkflow(
	name: string,
	agentMailApi: CredentialReference,
): Promise<WorkflowDefinition> {
	const file = new URL(`../examples/${name}.json`, import.meta.url);
	const example = JSON.parse(await readFile(file, 'utf8')) as WorkflowDefinition;
	return {
		...example,
		nodes: example.nodes.map((node) =>
			node.type.startsWith(`${PACKAGE}.`)
				? { ...node, credentials: { agentMailApi }, webhookId: randomUUID() }
				: node,
		),
	};
}
