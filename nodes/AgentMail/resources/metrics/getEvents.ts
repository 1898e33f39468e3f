import { choices } from '../../fields/list';
import { metricsFilters } from './range';
import { scope } from '../../fields/scope';
import { collection } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';
import { points } from './points';

const TYPES = [
	{ name: 'Domain Verified', value: 'domain.verified' },
	{ name: 'Message Bounced', value: 'message.bounced' },
	{ name: 'Message Complained', value: 'message.complained' },
	{ name: 'Message Delivered', value: 'message.delivered' },
	{ name: 'Message Received', value: 'message.received' },
	{ name: 'Message Received (Blocked)', value: 'message.received.blocked' },
	{ name: 'Message Received (Spam)', value: 'message.received.spam' },
	{ name: 'Message Received (Unauthenticated)', value: 'message.received.unauthenticated' },
	{ name: 'Message Rejected', value: 'message.rejected' },
	{ name: 'Message Sent', value: 'message.sent' },
] as const;

export const getEvents = defineOperation({
	name: 'Get Events',
	action: 'Get event metrics',
	description: 'Count what happened over time, one item for each point, ready for a chart',
	api: 'metrics.queryEvents',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter' },
			{
				eventTypes: choices(
					{ displayName: 'Event Types', description: 'What to count. Left empty, all of them.' },
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
