import type { MetricBucket, UsagePoint, UsageType } from 'agentmail/serialization';
import type { Ledger } from '../ledger.mjs';
import type { Scope } from '../records.mjs';
import type { Window } from './window.mjs';

export function isIn(scope: Scope) {
	return ({ pod_id, inbox_id }: Scope) =>
		(scope.inbox_id === undefined || scope.inbox_id === inbox_id) &&
		(scope.pod_id === undefined || scope.pod_id === pod_id);
}

export function cut<Point>(points: Point[], { limit, descending }: Window): Point[] {
	return (descending ? points.reverse() : points).slice(0, limit);
}

/**
 * The counts of one type of event: one point for each moment something happened, or with a period
 * for each bucket in which something happened (SDK: metrics.queryEvents).
 */
export function eventSeries(ledger: Ledger, scope: Scope, type: string, window: Window) {
	const { start, end, period } = window;
	const counts = new Map<number, number>();
	for (const event of ledger.events.filter(isIn(scope))) {
		const at = Date.parse(event.at);
		if (event.event_type !== type || at < start || at > end) continue;
		const bucket = period === undefined ? at : Math.floor(at / period) * period;
		counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
	}
	const points = [...counts].sort(([a], [b]) => a - b);
	return cut(
		points.map(([at, count]): MetricBucket.Raw => ({ timestamp: iso(at), count })),
		window,
	);
}

/**
 * The running total of one type of usage: where it stands at the end of each bucket, or without a
 * period at both ends and after each change. A scope in which nothing happens gives a flat line
 * (AgentMail changelog: 12 June 2026).
 */
export function usageSeries(ledger: Ledger, scope: Scope, type: UsageType.Raw, window: Window) {
	const changes = ledger.changes
		.filter(isIn(scope))
		.filter((change) => change.type === type)
		.map(({ at, delta }) => ({ at: Date.parse(at), delta }))
		.sort((a, b) => a.at - b.at);
	let total = 0;
	let next = 0;
	const points = momentsOf(window, changes).map((moment): UsagePoint.Raw => {
		for (; (changes[next]?.at ?? Infinity) <= moment; next += 1) total += changes[next]?.delta ?? 0;
		return { timestamp: iso(moment), value: total };
	});
	return cut(points, window);
}

function momentsOf({ start, end, period }: Window, changes: { at: number }[]): number[] {
	if (period === undefined) {
		const inside = changes.map(({ at }) => at).filter((at) => start < at && at < end);
		return [...new Set([start, ...inside, end])];
	}
	const buckets = Math.max(1, Math.ceil((end - start) / period));
	return Array.from({ length: buckets }, (_, index) => Math.min(start + (index + 1) * period, end));
}

export function iso(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}
