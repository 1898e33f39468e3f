import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../shared/json';
import { AgentMailError } from './errors';
import type { ApiPath } from './path';
import type { Api, Query } from './types';

/** Where a list is read from. */
export interface ListSource {
	path: ApiPath;
	/** The property of the answer that holds the entries: `messages`. */
	entries: string;
	/** The property that identifies an entry: `message_id`. Entries that move to the next page come once. */
	id: string;
	query?: Query;
	/** Pages go from newer to older entries, but within a page the oldest comes first: each page is reversed. */
	turnPages?: true;
}

/** The largest page of every list. (AgentMail docs: searches and substring filters cap at 100.) */
const PAGE = 100;

/**
 * Reads pages until there are `limit` entries or no more pages. A page may be empty and still lead to another.
 *
 * @param start token of the page to begin with
 * @returns the entries, and the token of the next page
 */
export async function readPages(
	api: Api,
	source: ListSource,
	limit: number,
	start?: string,
): Promise<{ entries: IDataObject[]; next: string | undefined }> {
	const found = new Map<unknown, IDataObject>();
	const seen = new Set([start]);
	let token = start;
	do {
		const size = Math.min(PAGE, limit - found.size);
		const page = await api.get(source.path, { ...source.query, limit: size, page_token: token });
		const entries = entriesOf(page, source.entries);
		for (const entry of source.turnPages ? entries.toReversed() : entries) {
			if (found.size < limit) found.set(entry[source.id] ?? entry, entry);
		}
		token = textOf(page.next_page_token);
		if (token !== undefined && seen.has(token)) throw endless(source);
		seen.add(token);
	} while (token !== undefined && found.size < limit);
	return { entries: [...found.values()], next: token };
}

function entriesOf(page: Record<string, unknown>, name: string): IDataObject[] {
	const entries = page[name];
	return Array.isArray(entries) ? (entries as IDataObject[]) : [];
}

/** A token that comes twice would lead to the same pages forever. */
function endless({ entries }: ListSource): AgentMailError {
	return new AgentMailError(
		`AgentMail returned the same page of ${entries} twice, so the list can't be read to the end. Try again in a moment.`,
		200,
		undefined,
		undefined,
	);
}
