import { invalid } from '../errors.mjs';
import type { Query } from '../http/query.mjs';
import type { Ledger } from '../ledger.mjs';
import type { Scope } from '../records.mjs';
import { cut, isIn, iso } from './series.mjs';
import { windowOf, type Window } from './window.mjs';

/** The events that a rate counts. */
export const RATES: Record<string, string> = {
	bounce: 'message.bounced',
	complaint: 'message.complained',
};

const MOST_POINTS = 1000;
const MAX_WINDOW_S = 2_592_000;

interface RateWindow extends Window {
	/** Distance of the points. */
	period: number;
	/** How far each point looks back. */
	window: number;
}

/** One point an hour, each over the 24 hours before it, unless told otherwise. @throws ApiError 400 */
export function rateWindowOf(query: Query): RateWindow {
	const { period = 3_600_000, ...range } = windowOf(query);
	const seconds = query.integer('window') ?? 86_400;
	if (period < 60_000) throw invalid(['period'], 'Expected at least 60 seconds.');
	if (seconds > MAX_WINDOW_S) throw invalid(['window'], `Cannot exceed ${MAX_WINDOW_S} seconds.`);
	const window = seconds * 1000;
	if (window % period !== 0) throw invalid(['window'], 'Expected a multiple of period.');
	if ((range.end - range.start + window) / period > MOST_POINTS) {
		throw invalid(['period'], `The range has more than ${MOST_POINTS} points.`);
	}
	return { ...range, period, window };
}

/** The share of recipients for whom something happened; `rate` is `null` where nothing was sent. */
export function rateSeries(ledger: Ledger, scope: Scope, event_type: string, range: RateWindow) {
	const { start, end, period, window } = range;
	const events = ledger.events.filter(isIn(scope));
	const count = (type: string, until: number) =>
		events
			.filter((event) => event.event_type === type)
			.filter(({ at }) => until - window < Date.parse(at) && Date.parse(at) <= until)
			.reduce((sum, { recipients }) => sum + recipients, 0);
	const points = Math.max(1, Math.ceil((end - start) / period));
	const moments = Array.from({ length: points }, (_, index) =>
		Math.min(start + (index + 1) * period, end),
	);
	return cut(
		moments.map((moment) => {
			const sent = count('message.sent', moment);
			const rate = sent === 0 ? null : count(event_type, moment) / sent;
			return { timestamp: iso(moment), rate, sent };
		}),
		range,
	);
}
