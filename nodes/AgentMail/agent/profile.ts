import type { INode, INodeProperties } from 'n8n-workflow';

import { isTool, isToolkit } from '../fields/item';
import { InputError } from '../shared/inputError';
import { asText, locatedId } from '../shared/values';

/** How far an AI agent may go with a tool. */
export type ProfileName = 'draftsOnly' | 'readOnly' | 'replyOnly' | 'full';

/** What the person at the panel allows the agent. */
export interface Profile {
	name: ProfileName;
	/** All of it happens here. */
	within: { level: 'inbox' | 'pod'; id: string };
	/** Reply Only: also to everyone on a message. */
	replyAll: boolean;
	/** Drafts Only: also drafts that this workflow has not made. */
	otherDrafts: boolean;
}

export const PROFILES: Record<ProfileName, { name: string; description: string }> = {
	draftsOnly: {
		name: 'Drafts Only',
		description: 'Read email and write drafts, which a person or another node sends',
	},
	readOnly: { name: 'Read Only', description: 'Read email and change nothing' },
	replyOnly: {
		name: 'Reply Only',
		description: 'Read email and answer whoever wrote, without choosing the recipient',
	},
	full: {
		name: 'Use Everything',
		description: 'Whatever this operation and the API key can do',
	},
};

const isProfile = (name: unknown): name is ProfileName =>
	typeof name === 'string' && Object.hasOwn(PROFILES, name);

/**
 * Parameters that a tool has besides those of its operation. They are shown whatever else is chosen: n8n may drop a
 * parameter that is hidden. And they take fixed values alone: with `noDataExpression` the panel offers no expression, and
 * {@link profileOf} refuses one that was written into the workflow by hand, because an agent could fill it.
 */
export const PROFILE_PROPERTIES: INodeProperties[] = [
	{
		displayName: 'Agent May',
		name: 'agentProfile',
		type: 'options',
		default: 'full',
		noDataExpression: true,
		options: Object.entries(PROFILES).map(([value, look]) => ({ ...look, value })),
		description:
			'How far the agent may go, whatever an email tells it. Fixed: the agent cannot change it.',
	},
	{
		displayName: 'Agent Works In',
		name: 'agentWorksIn',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		noDataExpression: true,
		description:
			'The only inbox, or pod with its inboxes, that the agent can reach. Required unless Agent May is Use Everything.',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchInboxesAndPods', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. support@agentmail.to',
			},
		],
	},
	{
		displayName: 'Allow Reply to All',
		name: 'agentReplyAll',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description: 'Whether an agent that may only reply can also answer everyone on a message',
		displayOptions: { show: { resource: ['message'], operation: ['replyAll'] } },
	},
	{
		displayName: 'Allow Changing Other Drafts',
		name: 'agentOtherDrafts',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description:
			'Whether an agent that may only write drafts can also change drafts that this workflow has not made',
		displayOptions: { show: { resource: ['draft'], operation: ['delete', 'update'] } },
	},
	{
		displayName: 'Most Emails per Hour',
		name: 'agentHourlyLimit',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		noDataExpression: true,
		description: 'How many emails an inbox may send in an hour. 0 means no limit.',
	},
];

/** What a node does, an agent wants. A human-review step asks the people that it names. */
export const actsForAgent = (node: INode) => isTool(node) && !node.type.endsWith('HitlTool');

/**
 * The profile of a tool, from what is stored: expressions are not resolved, so nothing that a model says gets in.
 *
 * @returns `undefined` where everything is allowed everywhere
 * @throws {InputError} for anything that is not a choice of the panel
 */
export function profileOf(node: INode): Profile | undefined {
	const { agentProfile: name = usualName(node), agentWorksIn, ...allowed } = node.parameters;
	if (!actsForAgent(node)) return undefined;
	if (!isProfile(name)) throw notChosen('Agent May');
	const id = asText(locatedId(agentWorksIn))?.trim() ?? '';
	if (id === '' && name === 'full') return undefined;
	if (id === '' || id.startsWith('=')) throw notChosen('Agent Works In');
	// The id of an inbox is its address; the id of a pod is none.
	const level = id.includes('@') ? 'inbox' : 'pod';
	const replyAll = allowed.agentReplyAll === true;
	const otherDrafts = allowed.agentOtherDrafts === true;
	return { name, within: { level, id }, replyAll, otherDrafts };
}

/** A toolkit is set up from the start; single tools are older than profiles. */
const usualName = (node: INode) => (isToolkit(node) ? undefined : 'full');

/**
 * How many emails an inbox may send in an hour; 0 for any number.
 *
 * @throws {InputError} for anything that is not a number of the panel
 */
export function hourlyLimitOf(node: INode): number {
	const { agentHourlyLimit: most = 0 } = node.parameters;
	if (!actsForAgent(node)) return 0;
	if (typeof most === 'number' && most >= 0) return most;
	throw notChosen('Most Emails per Hour');
}

function notChosen(where: string): InputError {
	return new InputError(
		`This tool is not set up: the person who built the workflow has to choose "${where}" in its panel. It takes no expression, because an agent could fill that. Nothing was done; tell the person.`,
	);
}
