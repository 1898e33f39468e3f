import type { INode, INodeProperties } from 'n8n-workflow';

import { inboxId, podId } from '../fields/ids';
import { asText, locatedId } from '../shared/values';
import { isTool } from '../fields/item';
import { InputError } from '../shared/inputError';

/** How far an AI agent may go with a tool. */
export type ProfileName = 'draftsOnly' | 'readOnly' | 'replyOnly';

/** What the person at the panel allows the agent. */
export interface Profile {
	name: ProfileName;
	/** All of it happens here. */
	within: { level: 'inbox' | 'pod'; id: string };
	/** Reply Only: also to everyone on a message. */
	replyAll: boolean;
}

const PROFILES: Record<ProfileName, { name: string; description: string }> = {
	draftsOnly: {
		name: 'Drafts Only',
		description: 'Reads mail and writes drafts. A person, or another node, sends them.',
	},
	readOnly: { name: 'Read Only', description: 'Reads mail and changes nothing' },
	replyOnly: {
		name: 'Reply Only',
		description: 'Reads mail and answers those who wrote. Cannot choose who gets an answer.',
	},
};

const isProfile = (name: unknown): name is ProfileName =>
	typeof name === 'string' && Object.hasOwn(PROFILES, name);

/**
 * Fixed values alone: with `noDataExpression` the panel offers no expression, and {@link profileOf} refuses one that
 * was written into the workflow by hand, because an agent could fill it.
 */
const ofTool = (show: Record<string, string[]> = {}) => ({
	noDataExpression: true,
	displayOptions: { show: { '@tool': [true], ...show } },
});

const safe = { agentProfile: Object.keys(PROFILES) };

/** Parameters that the tool of an AI agent has besides those of its operation. */
export const PROFILE_PROPERTIES: INodeProperties[] = [
	{
		displayName: 'Agent May',
		name: 'agentProfile',
		type: 'options',
		default: 'full',
		options: [
			...Object.entries(PROFILES).map(([value, look]) => ({ ...look, value })),
			{
				name: 'Use Everything',
				value: 'full',
				description: 'All that this operation and the API key can do',
			},
		],
		description:
			'How far the agent may go with this tool, whatever it is told in an e-mail. The agent cannot change it.',
		...ofTool(),
	},
	{
		displayName: 'Agent Works In',
		name: 'agentLevel',
		type: 'options',
		default: 'inbox',
		options: [
			{ name: 'One Inbox', value: 'inbox' },
			{ name: 'One Pod', value: 'pod', description: 'All inboxes of a pod (tenant)' },
		],
		description: 'Where the agent may work. Nothing outside of it can be read or changed.',
		...ofTool(safe),
	},
	...inboxId.properties('agentInboxId').map((property) => ({
		...property,
		displayName: "Agent's Inbox",
		description: 'The only inbox that the agent can work in. The agent cannot choose another.',
		...ofTool({ ...safe, agentLevel: ['inbox'] }),
	})),
	...podId.properties('agentPodId').map((property) => ({
		...property,
		displayName: "Agent's Pod",
		description: 'The only pod that the agent can work in. The agent cannot choose another.',
		...ofTool({ ...safe, agentLevel: ['pod'] }),
	})),
	{
		displayName: 'Allow Reply to All',
		name: 'agentReplyAll',
		type: 'boolean',
		default: false,
		description: 'Whether the agent may also answer everyone on a message',
		...ofTool({ agentProfile: ['replyOnly'] }),
	},
];

/**
 * The profile of a tool, from what is stored: expressions are not resolved, so nothing that a model says gets in.
 * A human-review step has none; it asks the people that it names.
 *
 * @returns `undefined` where everything is allowed
 * @throws {InputError} for anything that is not a choice of the panel
 */
export function profileOf(node: INode): Profile | undefined {
	const { agentProfile: name = 'full', agentLevel: level, agentReplyAll } = node.parameters;
	if (!isTool(node) || node.type.endsWith('HitlTool') || name === 'full') return undefined;
	if (!isProfile(name)) throw notChosen('Agent May');
	return {
		name,
		within:
			level === 'pod'
				? { level, id: fixed(node.parameters.agentPodId, "Agent's Pod") }
				: { level: 'inbox', id: fixed(node.parameters.agentInboxId, "Agent's Inbox") },
		replyAll: agentReplyAll === true,
	};
}

function fixed(value: unknown, where: string): string {
	const id = asText(locatedId(value))?.trim();
	if (id === undefined || id === '' || id.startsWith('=')) throw notChosen(where);
	return id;
}

function notChosen(where: string): InputError {
	return new InputError(
		`This tool is not set up: the person who built the workflow has to choose "${where}" in its panel. It takes no expression, because an agent could fill that. Nothing was done; tell the person.`,
	);
}
