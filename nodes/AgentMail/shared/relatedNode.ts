import type { IRelatedNode } from 'n8n-workflow';

/**
 * A node of this package that n8n's AI builders read of where they find another.
 *
 * @param relationHint what it does for the other
 */
export function relatedNode(name: string, relationHint: string): IRelatedNode {
	return { nodeType: `n8n-nodes-agentmail-plus.${name}`, relationHint };
}
