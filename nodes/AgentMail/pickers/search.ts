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

/** The search of a picker. An error in it reaches the person as one sentence. */
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

/** A list of the API, and how a picker shows its entries. */
export interface Source<T> {
	path: ApiPath;
	query?: Query;
	/** The property of the answer that holds the entries. */
	entries: string;
	toItem(entry: T): INodeListSearchItems;
	/** What a person cannot mean by this picker. */
	leavesOut?(entry: T): boolean;
}

/** The list, or what the API finds in it for what was typed. */
export async function searched<T>(
	search: SearchContext,
	list: Source<T>,
): Promise<INodeListSearchResult> {
	const { filter } = search;
	const found = { ...list, path: path`${list.path}/search`, query: { q: filter } };
	return await nextResults(search, filter ? found : list);
}

/** The entries whose name contains what was typed, of a list that the API cannot search. */
export async function narrowed<T>(
	search: SearchContext,
	list: Source<T>,
): Promise<INodeListSearchResult> {
	return await nextResults(search, list, ({ name }) => matches(search.filter, name));
}

/** How many pages a picker reads to find what was typed. */
const MOST_PAGES = 20;

/**
 * Reads pages until one has a result: n8n asks for no further page after an empty one, and a page of the API may be
 * empty, or contain nothing that fits.
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

/** One page of the API as one page of the picker; larger when a person has typed something. */
async function pageOf<T>(
	{ api, token, filter }: SearchContext,
	{ path, query, entries, toItem, leavesOut = () => false }: Source<T>,
) {
	const limit = filter ? 100 : 50;
	const page = await api.get(path, { ...query, limit, page_token: token });
	const found: T[] = Array.isArray(page[entries]) ? page[entries] : [];
	return {
		results: found.filter((entry) => !leavesOut(entry)).map(toItem),
		paginationToken: asText(page.next_page_token),
	};
}

/** What another field of the panel has chosen; `undefined` for nothing, and for an expression, which has no value yet. */
export function chosenId({ context }: SearchContext, parameter: string): string | undefined {
	const id = asText(locatedId(context.getCurrentNodeParameter(parameter)))?.trim();
	return id === undefined || id === '' || id.startsWith('=') ? undefined : id;
}

/** The choice that this picker depends on. @throws {InputError} when there is none */
export function currentId(search: SearchContext, parameter: string, name: string): string {
	const id = chosenId(search, parameter);
	if (id !== undefined) return id;
	throw new InputError(`Choose ${name} first. The list then shows what is in it.`);
}

/**
 * The path of the level that the panel chooses: an inbox or pod, otherwise what the key is bound to. Without a scope (as
 * for drafts), a chosen inbox counts.
 */
export async function level(search: SearchContext): Promise<ApiPath> {
	const byInbox = chosenId(search, 'inboxId') ? 'inbox' : 'organization';
	const chosen = chosenId(search, 'scope') ?? byInbox;
	if (chosen === 'inbox') return path`/inboxes/${currentId(search, 'inboxId', 'an inbox')}`;
	if (chosen === 'pod') return path`/pods/${currentId(search, 'podId', 'a pod')}`;
	return boundPath(await search.api.identity());
}

/** An email as a picker lists it. The day comes first: the picker cuts off the end of a long name. */
export function dated(
	time: string | null | undefined,
	subject: string | null | undefined,
	people: string,
): string {
	const day = time ? `${time.slice(0, 10)} · ` : '';
	return `${day}${subject || '(no subject)'} – ${people}`;
}

/** Whether a name contains what was typed. */
export function matches(filter: string, name: string): boolean {
	return name.toLowerCase().includes(filter.toLowerCase());
}
