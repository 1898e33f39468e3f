import type { Item } from '../../fields/item';

/**
 * The API answers a map of lists, `{ "message.sent": [{ timestamp, count }] }`: one flat object for each point instead.
 * There is no next page; a list as long as the limit is the only sign that it was cut.
 */
export function points(
	answer: Record<string, unknown>,
	typeName: string,
	limit: number | undefined,
	{ context }: Item,
): object[] {
	const series = Object.entries(answer).filter((entry): entry is [string, object[]] =>
		Array.isArray(entry[1]),
	);
	if (series.some(([, values]) => values.length === limit)) {
		context.addExecutionHints({
			message: `There may be more points than the limit of ${limit}. Increase Limit, or choose a longer Period.`,
			location: 'outputPane',
		});
	}
	return series.flatMap(([type, values]) =>
		values.map((value) => ({ [typeName]: type, ...value })),
	);
}
