import { choice, whenAdded } from '../../fields/field';

/** (AgentMail docs: pausing an inbox) */
export const status = whenAdded(
	choice(
		{
			displayName: 'Status',
			description: 'A paused inbox sends nothing, and email to it is lost without an event',
		},
		[
			{ name: 'Active', value: 'active' },
			{ name: 'Paused', value: 'paused' },
		],
	),
);
