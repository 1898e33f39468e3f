import type { INode } from 'n8n-workflow';

import { profileOf } from './profile';

/**
 * What one call of a toolkit does, in one form for the review in front of it and for the toolkit itself.
 *
 * @param name the tool that the agent calls
 * @param given what the agent gave it; what is empty counts as not given
 */
export function toolkitCall(
	node: INode,
	name: string,
	given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	const filled = Object.entries(given).filter(
		([, value]) => value !== undefined && value !== null && value !== '',
	);
	const values = Object.fromEntries(filled);
	return { ...values, inboxId: fixedInbox(node) ?? values.inboxId, tool: name };
}

/** The inbox that an agent works in, if the person at the panel chose one. */
export function fixedInbox(node: INode): string | undefined {
	const { level, id } = profileOf(node)?.within ?? {};
	return level === 'inbox' ? id : undefined;
}

/** How the names of a toolkit's tools begin, so that an agent can have several toolkits. (As n8n names MCP tools.) */
export const toolPrefix = ({ name }: Pick<INode, 'name'>) =>
	`${name.replace(/[^\w-]+/g, '_').slice(0, MOST_NAME)}_`;

/** Names of tools have 64 characters at most (OpenAI, Anthropic); the longest of ours has 29. */
const MOST_NAME = 34;
