import type { INodeProperties } from 'n8n-workflow';

import { PROFILE_PROPERTIES } from '../agent/profile';
import { USES } from './tools';

/** They take fixed values alone, as those of {@link PROFILE_PROPERTIES}, and for the same reason. */
export const TOOLKIT_PROPERTIES: INodeProperties[] = [
	...PROFILE_PROPERTIES.slice(0, 2).map(forToolkit),
	{
		displayName: 'Tools',
		name: 'agentUses',
		type: 'multiOptions',
		noDataExpression: true,
		options: USES.map(({ name, value, description }) => ({ name, value, description })),
		default: ['readThreads', 'reply', 'search', 'writeDrafts'],
		description: 'What the agent gets tools for. It gets only those that Agent May allows.',
	},
	...PROFILE_PROPERTIES.slice(2).map(forToolkit),
];

/** Its tools are of many operations, so nothing is hidden; and it starts with what an agent that answers email needs. */
function forToolkit({ displayOptions: _, ...property }: INodeProperties): INodeProperties {
	return property.name === 'agentProfile' ? { ...property, default: 'replyOnly' } : property;
}
