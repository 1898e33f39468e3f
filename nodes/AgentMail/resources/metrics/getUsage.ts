import { choices } from '../../fields/list';
import { metricsFilters } from './range';
import { scope } from '../../fields/scope';
import { collection } from '../../fields/field';
import { defineOperation } from '../../operation/operation';
import { path } from '../../transport/path';
import { points } from './points';

const TYPES = [
	{ name: 'Domains', value: 'domain_count' },
	{ name: 'Inboxes', value: 'inbox_count' },
	{ name: 'Messages', value: 'message_count' },
	{ name: 'Pods', value: 'pod_count' },
	{ name: 'Storage in Bytes', value: 'storage_bytes' },
	{ name: 'Threads', value: 'thread_count' },
] as const;

export const getUsage = defineOperation({
	name: 'Get Usage',
	action: 'Get usage metrics',
	description:
		'Measure inboxes, messages, threads and storage over time, one item per point, ready for a chart',
	api: 'metrics.queryUsage',
	fields: {
		scope: scope('organization', 'pod', 'inbox'),
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter' },
			{
				usageTypes: choices(
					{ displayName: 'Usage Types', description: 'What to measure. Leave empty for all.' },
					TYPES,
				),
				...metricsFilters,
			},
		),
	},
	async run({ scope, filters: { usageTypes, ...range } }, { api, item }) {
		const answer = await api.get(path`${scope}/metrics/usage`, {
			usage_types: usageTypes,
			...range,
		});
		return points(answer, 'usage_type', range.limit, item);
	},
});
