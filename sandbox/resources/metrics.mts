import * as sdk from 'agentmail/serialization';
import { invalid } from '../errors.mjs';
import { rateWindowOf, rateSeries, RATES } from '../metrics/rates.mjs';
import { eventSeries, usageSeries } from '../metrics/series.mjs';
import { requireFewBuckets, windowOf } from '../metrics/window.mjs';
import type { Scope } from '../records.mjs';
import type { Context, Resource } from '../routing/context.mjs';

export const metrics: Resource = {
	name: 'metrics',
	levels: ['organization', 'pod', 'inbox'],
	routes: [
		{
			sdk: 'queryEvents',
			method: 'GET',
			path: '/metrics/events',
			permission: 'metrics_read',
			answer: queryEvents,
		},
		{
			sdk: 'queryUsage',
			method: 'GET',
			path: '/metrics/usage',
			permission: 'metrics_read',
			answer: queryUsage,
		},
		{ method: 'GET', path: '/metrics/rates', permission: 'metrics_read', answer: queryRates },
	],
};

/** `message.opened` is not among them (SDK: MetricEventType). */
const EVENT_TYPES: sdk.MetricEventType.Raw[] = [
	'message.received',
	'message.received.spam',
	'message.received.blocked',
	'message.received.unauthenticated',
	'message.sent',
	'message.delivered',
	'message.bounced',
	'message.complained',
	'message.rejected',
	'domain.verified',
];

/** A map of type to points, without the types that did not happen (SDK: QueryMetricsResponse). */
function queryEvents({ query, store, scope }: Context) {
	const window = windowOf(query);
	const asked = query.list('event_types', sdk.MetricEventTypes, 'metric event types');
	const series = (asked ?? EVENT_TYPES).map(
		(type) => [type, eventSeries(store.ledger, scope, type, window)] as const,
	);
	return Object.fromEntries(series.filter(([, points]) => points.length > 0));
}

/** What there is at each level (SDK: UsageType). */
function usageTypesOf(scope: Scope): sdk.UsageType.Raw[] {
	const inbox: sdk.UsageType.Raw[] = ['storage_bytes', 'message_count', 'thread_count'];
	if (scope.inbox_id !== undefined) return inbox;
	const pod: sdk.UsageType.Raw[] = [...inbox, 'inbox_count', 'domain_count'];
	return scope.pod_id !== undefined ? pod : [...pod, 'pod_count'];
}

function queryUsage({ query, store, scope }: Context) {
	const window = windowOf(query);
	const valid = usageTypesOf(scope);
	const asked = query.list('usage_types', sdk.UsageTypes, 'usage types') ?? valid;
	const wrong = asked.find((type) => !valid.includes(type));
	if (wrong) throw invalid(['usage_types'], `${wrong} is not counted here, only ${valid.join()}.`);
	requireFewBuckets(window);
	const series = asked.map(
		(type) => [type, usageSeries(store.ledger, scope, type, window)] as const,
	);
	return Object.fromEntries(series);
}

/** A map of type to points (AgentMail docs: bounce and complaint rates). */
function queryRates({ query, store, scope }: Context) {
	const window = rateWindowOf(query);
	const asked = query.strings('rate_types');
	const wrong = asked.find((type) => !(type in RATES));
	if (wrong) throw invalid(['rate_types', wrong], 'Expected bounce or complaint.');
	const types = Object.entries(RATES).filter(
		([type]) => asked.length === 0 || asked.includes(type),
	);
	return Object.fromEntries(
		types.map(([type, event_type]) => [type, rateSeries(store.ledger, scope, event_type, window)]),
	);
}
