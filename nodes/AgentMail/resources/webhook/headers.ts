import { pairs, spelt } from '../../fields/field';
import { refuseLineBreaks } from '../../shared/values';

/** Header lines that AgentMail adds to each delivery. Their values cannot be read back. */
export const webhookHeaders = pairs(
	{
		displayName: 'Headers',
		rowName: 'Header',
		example: ['X-Source', 'agentmail'],
		placeholder: 'Add header',
		description: 'Header lines to add to each delivery. Their values cannot be read back later.',
	},
	spelt,
	(name, value) => {
		refuseLineBreaks(name, 'Headers');
		refuseLineBreaks(value, 'Headers');
	},
);
