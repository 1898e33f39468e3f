import type { IDataObject } from 'n8n-workflow';

import type { Api, Query } from '../transport/api';
import { InputError } from '../transport/errors';
import type { ApiPath } from '../transport/path';
import { collection, type Field, type Fields, type Values } from './field';
import { defineOperation, type Operation, type OperationDefinition } from './operation';

/** Where a list is read from. */
export interface ListSource {
	path: ApiPath;
	/** The property of the answer that holds the entries: `messages`. */
	entries: string;
	/** The property that identifies an entry: `message_id`. Entries that move to the next page come once. */
	id: string;
	query?: Query;
}

interface ListDefinition<F extends Fields, Q extends Fields> extends Omit<
	OperationDefinition<F>,
	'run' | 'name'
> {
	name?: string;
	/** Query parameters the API offers, as one collection. */
	filters?: Q;
	source(values: Values<F>, filters: Values<Q>): ListSource;
}

/** A read of many entries: Return All, Limit, filters and paging come with it. */
export function defineList<F extends Fields, Q extends Fields = Record<never, never>>({
	name = 'Get Many',
	fields,
	filters,
	source,
	...definition
}: ListDefinition<F, Q>): Operation {
	const filterField = collection(
		{ displayName: 'Filters', placeholder: 'Add filter' },
		filters ?? ({} as Q),
	);
	return defineOperation({
		...definition,
		name,
		fields: { ...fields, limit, ...(filters ? { filters: filterField } : {}) },
		async run(values, { api }) {
			const own = values as Values<F> & { limit: number; filters?: Values<Q> };
			return await readPages(api, source(own, own.filters ?? ({} as Values<Q>)), own.limit);
		},
	});
}

/** How many entries are wanted; Infinity for all. */
const limit: Field<number> = {
	properties: (name) => [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name,
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { returnAll: [false] } },
		},
	],
	read: (item, path) => {
		if (item.parameter('returnAll') === true) return Infinity;
		const wanted = Number(item.parameter(path) ?? 50);
		if (Number.isInteger(wanted) && wanted >= 1) return wanted;
		throw new InputError('Limit must be a whole number from 1.');
	},
};

/** The largest page that every list of the API gives. (AgentMail docs: searches and substring filters cap at 100.) */
const PAGE = 100;

/**
 * Reads page after page until `limit` entries are there or no token leads on. A page may be empty and still have one.
 */
export async function readPages(
	api: Api,
	source: ListSource,
	limit: number,
): Promise<IDataObject[]> {
	const found = new Map<unknown, IDataObject>();
	const seen = new Set<string>();
	let token: string | undefined;
	do {
		const size = Math.min(PAGE, limit - found.size);
		const page = await api.get(source.path, { ...source.query, limit: size, page_token: token });
		for (const entry of entriesOf(page, source.entries)) {
			found.set(entry[source.id] ?? entry, entry);
			if (found.size === limit) return [...found.values()];
		}
		token = nextToken(page, seen);
	} while (token !== undefined);
	return [...found.values()];
}

function entriesOf(page: Record<string, unknown>, name: string): IDataObject[] {
	const entries = page[name];
	return Array.isArray(entries) ? (entries as IDataObject[]) : [];
}

/** A token that comes twice would read the same pages for ever. */
function nextToken(page: Record<string, unknown>, seen: Set<string>): string | undefined {
	const token = page.next_page_token;
	if (typeof token !== 'string' || token === '' || seen.has(token)) return undefined;
	seen.add(token);
	return token;
}
