import { EVENTS } from '../../events/catalogue';
import { choices } from '../../fields/list';
import { metricsFilters } from './range';
import { scope } from '../../fields/scope';
import { collection } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';
import { points } from './points';

/** What AgentMail counts. */
const TYPES = EVENTS.filter(({ metric }) => metric).map(({ name, value }) => ({ name, value }));

export const getEvents = defineOperation({
	name: 'Get Events',
	action: 'Get event metrics',
	description: 'Count events over time, one item per point, ready for a chart',
	api: 'metrics.queryEvents',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter' },
			{
				eventTypes: choices(
					{ displayName: 'Event Types', description: 'What to count. Leave empty for all.' },
					TYPES,
				),
				...metricsFilters,
			},
		),
	},
	async run({ scope, filters: { eventTypes, ...range } }, { api, item }) {
		const answer = await api.get(path`${scope}/metrics/events`, {
			event_types: eventTypes,
			...range,
		});
		return points(answer, 'event_type', range.limit, item);
	},
});
