import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { asText } from '../operation/field';
import { locatedId } from '../operation/item';
import { agentMailApi, type Api, type Query } from '../transport/api';
import { InputError, toNodeError } from '../transport/errors';
import type { ApiPath } from '../transport/path';

/** What n8n calls when a person opens a picker, types into it (`filter`) or scrolls to its end (`token`). */
export type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
) => Promise<INodeListSearchResult>;

interface SearchContext {
	context: ILoadOptionsFunctions;
	api: Api;
	filter: string;
	token: string | undefined;
}

/** A picker's search; whatever goes wrong in it reaches the person as one sentence. */
export function defineSearch(
	find: (search: SearchContext) => Promise<INodeListSearchResult>,
): Search {
	return async function (filter, token) {
		try {
			return await find({
				context: this,
				api: agentMailApi(this),
				filter: filter?.trim() ?? '',
				token,
			});
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}

/** One page of the API as one page of the picker. */
export async function pageOf<T>(
	{ api, token }: SearchContext,
	source: { path: ApiPath; entries: string; query?: Query },
	toItem: (entry: T) => INodeListSearchItems,
): Promise<INodeListSearchResult> {
	const page = await api.get(source.path, { ...source.query, limit: 50, page_token: token });
	const entries = page[source.entries];
	return {
		results: Array.isArray(entries) ? entries.map(toItem) : [],
		paginationToken: asText(page.next_page_token),
	};
}

/** The choice that this picker depends on, made in another field of the panel. */
export function currentId({ context }: SearchContext, parameter: string, name: string): string {
	const id = asText(locatedId(context.getCurrentNodeParameter(parameter)))?.trim();
	if (id && !id.startsWith('=')) return id;
	throw new InputError(`Choose ${name} first; the list then shows what is in it.`);
}

/** For lists that the API cannot search. */
export function matches(filter: string, ...texts: Array<string | null | undefined>): boolean {
	const wanted = filter.toLowerCase();
	return texts.some((each) => each?.toLowerCase().includes(wanted));
}
