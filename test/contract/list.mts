import type { AgentMailClient } from 'agentmail';

import type { Case } from './case.mjs';

interface Page {
	limit: number;
	pageToken?: string;
}

interface ListMethod {
	method: string;
	/** Calls the method for one page; `page` holds the filters too. */
	sdk(client: AgentMailClient, page: Page): Promise<unknown>;
	node: Case['node'];
	/** The property of the answer that holds the entries: `threads`. */
	entries: string;
	/** Every filter the method takes, in the words of both. */
	filters?: { sdk: object; node: object };
}

export const TOKEN = 'eyJrIjoiYSJ9+/=';

/** A method that gives pages: one page as it comes, one with every argument, and all pages. */
export function list({ method, sdk, node, entries, filters }: ListMethod): Case[] {
	const all = filters ? { ...node, filters: filters.node } : node;
	return [
		{ method, arguments: 'required', sdk: async (c) => await sdk(c, { limit: 50 }), node },
		{
			method,
			arguments: 'all',
			sdk: async (c) => await sdk(c, { limit: 25, ...filters?.sdk, pageToken: TOKEN }),
			node: { ...all, ...{ limit: 25, options: { pageToken: TOKEN } } },
		},
		{
			method,
			arguments: 'all pages',
			// A page may be empty and still lead on.
			answers: [{ [entries]: [], next_page_token: TOKEN }],
			sdk: async (c) => {
				await sdk(c, { limit: 100, ...filters?.sdk });
				await sdk(c, { limit: 100, ...filters?.sdk, pageToken: TOKEN });
			},
			node: { ...all, ...{ returnAll: true } },
		},
	];
}
