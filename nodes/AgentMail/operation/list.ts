import { InputError } from '../shared/inputError';
import { isRecord } from '../shared/json';
import { readPages, type ListSource } from '../transport/pages';
import {
	collection,
	flag,
	options,
	text,
	type Field,
	type Fields,
	type Values,
} from '../fields/field';
import type { Item } from '../fields/item';
import { defineOperation, type Operation, type OperationDefinition } from './operation';
import { Page } from './output';

interface ListDefinition<F extends Fields, Q extends Fields> extends Omit<
	OperationDefinition<F>,
	'run' | 'name'
> {
	name?: string;
	/** Query parameters of the API, as one collection. */
	filters?: Q;
	source(values: Values<F>, filters: Values<Q>): ListSource;
}

/** Values of the fields that every list has. */
interface OwnValues<Q extends Fields> {
	limit: number;
	filters?: Values<Q>;
	options: { pageToken?: string };
}

/** A list: Return All, Limit, Filters and Page Token come with it. */
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
		fields: {
			...fields,
			limit,
			...(filters ? { filters: filterField } : {}),
			options: options({ pageToken }),
		},
		async run(values, { api, item }) {
			const own = values as Values<F> & OwnValues<Q>;
			const from = source(own, own.filters ?? ({} as Values<Q>));
			const { entries, next } = await readPages(api, from, own.limit, own.options.pageToken);
			return item.isTool || isPagedByHand(item) ? new Page(from.entries, entries, next) : entries;
		},
	});
}

const pageToken = text({
	displayName: 'Page Token',
	description:
		'The next_page_token of an earlier output. With this option, even empty, the output is one item with the entries and the next token.',
});

/** Depends on the option, not on its value: the last page has no token, and must not change the shape of the output. */
function isPagedByHand(item: Item): boolean {
	const options = item.parameter('options');
	return isRecord(options) && 'pageToken' in options;
}

const returnAll = flag({
	displayName: 'Return All',
	description: 'Whether to return all results or only up to a given limit',
});

/** How many entries are wanted; Infinity for all. */
const limit: Field<number> = {
	properties: (name) => [
		...returnAll.properties('returnAll'),
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
	read: async (item, path) => {
		if (await returnAll.read(item, 'returnAll')) return Infinity;
		const wanted = Number(item.parameter(path) ?? 50);
		if (Number.isInteger(wanted) && wanted >= 1) return wanted;
		throw new InputError('Limit must be a whole number of at least 1.');
	},
};
