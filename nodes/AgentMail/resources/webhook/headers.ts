import { pairs, spelt } from '../../fields/field';
import { refuseLineBreaks } from '../../shared/values';

export const webhookHeaders = pairs(
	{
		displayName: 'Headers',
		rowName: 'Header',
		example: ['X-Source', 'agentmail'],
		placeholder: 'Add header',
		description: 'Headers to add to each delivery. You cannot read their values later.',
	},
	spelt,
	(name, value) => {
		refuseLineBreaks(name, 'Headers');
		refuseLineBreaks(value, 'Headers');
	},
);
