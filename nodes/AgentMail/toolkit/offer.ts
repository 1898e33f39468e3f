import type { INode } from 'n8n-workflow';

import { profileOf } from '../agent/profile';
import { fixedInbox, toolPrefix } from '../agent/toolkitCall';
import { InputError } from '../shared/inputError';
import { argumentsOf, type Argument } from './arguments';
import { FIND_INBOX, USES, type ToolkitTool } from './tools';

/** A tool as an agent gets it from one node. */
export interface OfferedTool extends ToolkitTool {
	inputs: Argument[];
}

/**
 * The tools of a node: those of the chosen uses that its profile lets through. From what is stored: expressions are not
 * resolved, so nothing that a model says gets in.
 *
 * @throws {InputError} if nothing is left, or the node is not set up
 */
export function offeredBy(node: INode): OfferedTool[] {
	const { name: profile = 'full', replyAll = true } = profileOf(node) ?? {};
	const { agentUses } = node.parameters;
	const chosen: unknown[] = Array.isArray(agentUses) ? agentUses : [];
	const inboxId = fixedInbox(node);
	const tools = USES.filter(
		({ value, profiles }) => chosen.includes(value) && profiles.includes(profile),
	)
		.flatMap((use) => use.tools)
		.filter(({ id }) => id !== 'message.replyAll' || profile === 'full' || replyAll);
	if (tools.length === 0) {
		throw new InputError(
			'There is nothing for the agent to do: choose Tools that Agent May allows. Tools takes no expression.',
		);
	}
	const offered = inboxId === undefined ? [...tools, FIND_INBOX] : tools;
	const prefix = toolPrefix(node);
	return offered.map((tool) => ({
		...tool,
		name: prefix + tool.name,
		inputs: argumentsOf(tool, inboxId),
	}));
}
