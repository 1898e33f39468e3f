import { choices } from '../../fields/list';
import { metricsFilters } from './range';
import { scope } from '../../fields/scope';
import { collection, number } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { needs, newer } from '../../transport/availability';
import { path } from '../../transport/path';
import { points } from './points';

const TYPES = [
	{ name: 'Bounce', value: 'bounce' },
	{ name: 'Complaint', value: 'complaint' },
] as const;

export const getRates = defineOperation({
	name: 'Get Rates',
	action: 'Get bounce and complaint rates',
	description:
		'Measure which share of sent email bounced or was reported, one item per point. At 5% bounces in 24 hours AgentMail warns the organization, at 10% it suspends it, counted from 1,000 sent.',
	api: 'GET /v0/metrics/rates',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter' },
			{
				rateTypes: choices(
					{ displayName: 'Rate Types', description: 'What to measure. Leave empty for both.' },
					TYPES,
				),
				...metricsFilters,
				period: number({
					displayName: 'Period (Seconds)',
					default: 3600,
					typeOptions: { minValue: 60, maxValue: 86_400 },
					description: 'From one point to the next. Defaults to an hour.',
				}),
				window: number({
					displayName: 'Window (Seconds)',
					default: 86_400,
					typeOptions: { minValue: 60, maxValue: 2_592_000 },
					description: 'How far each point looks back: a multiple of Period. Defaults to a day.',
				}),
			},
		),
	},
	async run({ scope, filters: { rateTypes, ...range } }, { api, item }) {
		const answer = await api
			.get(path`${scope}/metrics/rates`, {
				rate_types: rateTypes,
				...range,
			})
			.catch(needs(newer('Get Rates')));
		return points(answer, 'rate_type', range.limit, item);
	},
});
