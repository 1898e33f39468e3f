import type { INodeProperties } from 'n8n-workflow';

/** How a tool describes itself to the model: n8n reads these names. (n8n 2.41: tool-generation/ai-tools) */
export const TOOL_DESCRIPTION: INodeProperties[] = [
	{
		displayName: 'Tool Description',
		name: 'descriptionType',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Set Automatically',
				value: 'auto',
				description: 'From the resource and the operation',
			},
			{ name: 'Set Manually', value: 'manual', description: 'In your own words' },
		],
		default: 'auto',
		description: 'What the AI agent reads about this tool',
	},
	{
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: '',
		required: true,
		typeOptions: { rows: 2 },
		placeholder: 'e.g. Look up earlier messages of this customer',
		description: 'When the agent should use this tool, and what for',
		displayOptions: { show: { descriptionType: ['manual'] } },
	},
];
