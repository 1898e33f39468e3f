import { ApiError, invalid } from '../errors.mjs';
import type { Query } from '../http/query.mjs';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_DAYS = 90;
const MAX_PERIOD_S = 86_400;
const MAX_BUCKETS = 1000;

/** The stretch of time that a metrics query is about, in milliseconds. */
export interface Window {
	start: number;
	end: number;
	/** Size of a bucket. */
	period?: number;
	limit: number;
	descending: boolean;
}

/** The last 24 hours unless told otherwise; a future `end` is now (SDK: metrics.queryEvents). */
export function windowOf(query: Query): Window {
	const now = Date.now();
	const end = Math.min(query.time('end') ?? now, now);
	const start = query.time('start') ?? end - DAY_MS;
	if (start < now - KEPT_DAYS * DAY_MS) {
		throw invalid(['start'], `Must be within the last ${KEPT_DAYS} days.`);
	}
	if (start > end) throw invalid(['start'], 'Must be before end.');
	const seconds = query.integer('period');
	if (seconds !== undefined && seconds > MAX_PERIOD_S) {
		throw invalid(['period'], `Cannot exceed ${MAX_PERIOD_S} seconds.`);
	}
	return {
		start,
		end,
		...(seconds !== undefined && { period: seconds * 1000 }),
		limit: query.integer('limit') ?? Infinity,
		descending: query.flag('descending'),
	};
}

/** @throws ApiError 422 above 1000 buckets (SDK: metrics.queryUsage) */
export function requireFewBuckets({ start, end, period }: Window): void {
	if (period === undefined) return;
	const buckets = Math.ceil((end - start) / period);
	if (buckets <= MAX_BUCKETS) return;
	const smallest = Math.ceil((end - start) / MAX_BUCKETS / 1000);
	throw new ApiError('query_range_too_wide', `The range has ${buckets} buckets, not up to 1000.`, {
		fix: `Give a \`period\` of at least ${smallest} seconds, or a shorter range.`,
	});
}
