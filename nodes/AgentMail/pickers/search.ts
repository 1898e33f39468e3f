import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { asText, locatedId } from '../shared/values';
import { agentMailApi } from '../transport/api';
import { toNodeError } from '../transport/errors';
import { boundPath } from '../transport/identity';
import { path, type ApiPath } from '../transport/path';
import type { Api, Query } from '../transport/types';
import { InputError } from '../shared/inputError';

/** What n8n calls when a person opens a picker, types into it (`filter`) or scrolls to its end (`token`). */
export type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
) => Promise<INodeListSearchResult>;

export interface SearchContext {
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

/** A list of the API, and how a picker shows an entry of it. */
interface Source<T> {
	path: ApiPath;
	query?: Query;
	/** The property of the answer that holds the entries. */
	entries: string;
	toItem(entry: T): INodeListSearchItems;
}

/** The list itself, or what the API finds in it. */
export async function searched<T>(
	search: SearchContext,
	list: Source<T>,
): Promise<INodeListSearchResult> {
	const { filter } = search;
	const found = { ...list, path: path`${list.path}/search`, query: { q: filter } };
	return await nextResults(search, filter ? found : list);
}

/** What fits of a list that the API cannot search. */
export async function narrowed<T>(
	search: SearchContext,
	list: Source<T>,
): Promise<INodeListSearchResult> {
	return await nextResults(search, list, ({ name }) => matches(search.filter, name));
}

/** How far a picker reads on for what is typed. */
const MOST_PAGES = 20;

/**
 * n8n asks for nothing after a page without results, which may be one of the API or one of which nothing fits: pages are
 * read until there is something.
 */
async function nextResults<T>(
	search: SearchContext,
	list: Source<T>,
	fits: (item: INodeListSearchItems) => boolean = () => true,
): Promise<INodeListSearchResult> {
	let { token } = search;
	for (let pages = 1; ; pages++) {
		const page = await pageOf({ ...search, token }, list);
		const results = page.results.filter(fits);
		token = page.paginationToken;
		if (results.length > 0 || token === undefined || pages === MOST_PAGES)
			return { ...page, results };
	}
}

/** One page of the API as one page of the picker; a large one where it is about to be narrowed. */
async function pageOf<T>(
	{ api, token, filter }: SearchContext,
	{ path, query, entries, toItem }: Source<T>,
) {
	const limit = filter ? 100 : 50;
	const page = await api.get(path, { ...query, limit, page_token: token });
	const found = page[entries];
	return {
		results: Array.isArray(found) ? found.map(toItem) : [],
		paginationToken: asText(page.next_page_token),
	};
}

/** What is chosen in another field of the panel; `undefined` for nothing and for an expression, which has no value yet. */
export function chosenId({ context }: SearchContext, parameter: string): string | undefined {
	const id = asText(locatedId(context.getCurrentNodeParameter(parameter)))?.trim();
	return id === undefined || id === '' || id.startsWith('=') ? undefined : id;
}

/** The choice that this picker depends on. */
export function currentId(search: SearchContext, parameter: string, name: string): string {
	const id = chosenId(search, parameter);
	if (id !== undefined) return id;
	throw new InputError(`Choose ${name} first; the list then shows what is in it.`);
}

/**
 * Where the panel says to look: the chosen inbox or pod, else what the key is bound to. An inbox chosen without a scope
 * (as for drafts) counts too.
 */
export async function level(search: SearchContext): Promise<ApiPath> {
	const byInbox = chosenId(search, 'inboxId') ? 'inbox' : 'organization';
	const chosen = chosenId(search, 'scope') ?? byInbox;
	if (chosen === 'inbox') return path`/inboxes/${currentId(search, 'inboxId', 'an inbox')}`;
	if (chosen === 'pod') return path`/pods/${currentId(search, 'podId', 'a pod')}`;
	return boundPath(await search.api.identity());
}

/** A mail as a picker lists it. The day comes first: the picker cuts off the end of a long name. */
export function dated(
	time: string | null | undefined,
	subject: string | null | undefined,
	people: string,
): string {
	const day = time ? `${time.slice(0, 10)} · ` : '';
	return `${day}${subject || '(no subject)'} – ${people}`;
}

/** Whether what is typed stands in a name. */
export function matches(filter: string, name: string): boolean {
	return name.toLowerCase().includes(filter.toLowerCase());
}
