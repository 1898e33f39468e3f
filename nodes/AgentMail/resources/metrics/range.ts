import { dateTime, flag, number } from '../../fields/field';

/** How long and how finely to measure. (AgentMail docs: metrics. Up to 90 days back, by default the last 24 hours.) */
export const metricsFilters = {
	start: dateTime({
		displayName: 'Start',
		description: 'At most 90 days ago. Defaults to 24 hours ago.',
	}),
	end: dateTime({ displayName: 'End', description: 'Defaults to now' }),
	period: number({
		displayName: 'Period (Seconds)',
		default: 3600,
		typeOptions: { minValue: 1, maxValue: 86_400 },
		description:
			'Length of each point, such as 3600 for an hour or 86400 for a day. Without it, each event is a point.',
	}),
	limit: number({
		displayName: 'Limit',
		default: 1000,
		typeOptions: { minValue: 1 },
		description: 'Max number of results to return',
	}),
	descending: flag({
		displayName: 'Newest First',
		description: 'Whether to start with the newest',
	}),
};
