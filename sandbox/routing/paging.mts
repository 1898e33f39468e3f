import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { invalid } from '../errors.mjs';
import { compareTimes } from '../store.mjs';
import type { Context } from './context.mjs';

/** Small on purpose: a client that forgets to page is found out. The API documents none. */
const DEFAULT_LIMIT = 20;
/** The cap of searches and of substring filters (AgentMail docs: search). */
export const SEARCH_CAP = 100;

const secret = randomBytes(32);

/** Where a page ended. Time and index let the next page start right although the item is gone. */
interface Position {
	id: string;
	time: string;
	index: number;
}

interface Listing<Item> {
	/** The answer's property, such as `messages`. */
	name: string;
	/** In the order of their creation, oldest first. */
	items: Item[];
	id(item: Item): string;
	/** What the list is ordered by; absent = the order given stays. */
	time?(item: Item): string;
	present?(item: Item): unknown;
	/** The order is fixed, whatever the query says. */
	ascending?: true;
	cap?: number;
}

function sign(payload: string, list: string): Buffer {
	return createHmac('sha256', secret).update(`${list}\n${payload}`).digest();
}

function encode(position: Position, list: string): string {
	const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
	return `${payload}.${sign(payload, list).toString('base64url')}`;
}

/** @throws ApiError 400 for a token that is broken or of another list (AgentMail docs: pagination) */
function decode(token: string, list: string): Position {
	const [payload = '', signature = ''] = token.split('.');
	const given = Buffer.from(signature, 'base64url');
	const expected = sign(payload, list);
	if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
		throw invalid(
			['page_token'],
			'Not a token of this list.',
			'Use `next_page_token` of the previous answer with the same filters, or start without one.',
		);
	}
	return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Position;
}

function order<Item>(listing: Listing<Item>, ascending: boolean): Item[] {
	const { time } = listing;
	if (!time) return listing.items;
	// A stable sort keeps what came in the same millisecond in the order of its creation.
	const oldestFirst = [...listing.items].sort((a, b) => compareTimes(time(a), time(b)));
	return ascending ? oldestFirst : oldestFirst.reverse();
}

function startOf<Item>(items: Item[], listing: Listing<Item>, after: Position, ascending: boolean) {
	const index = items.findIndex((item) => listing.id(item) === after.id);
	if (index >= 0) return index + 1;
	const { time } = listing;
	if (!time) return after.index;
	const next = items.findIndex((item) =>
		ascending ? time(item) >= after.time : time(item) <= after.time,
	);
	return next < 0 ? items.length : next;
}

function positionOf<Item>(item: Item, listing: Listing<Item>, index: number): Position {
	return { id: listing.id(item), time: listing.time?.(item) ?? '', index };
}

/**
 * The page that the query asks for (AgentMail docs: pagination): `count` is the number of items in
 * this page, the end has no `next_page_token`.
 */
export function page<Item>(context: Context, listing: Listing<Item>): Record<string, unknown> {
	const { query } = context;
	const ascending = listing.ascending ?? query.flag('ascending');
	const limit = query.integer('limit') ?? DEFAULT_LIMIT;
	if (listing.cap !== undefined && limit > listing.cap) {
		throw invalid(['limit'], `Cannot exceed ${listing.cap}.`);
	}
	const list = `${context.path}?${query.filters}`;
	const token = query.text('page_token');
	const items = order(listing, ascending);
	const start = token === undefined ? 0 : startOf(items, listing, decode(token, list), ascending);
	if (context.emptyPage) {
		const same = token ?? encode({ id: '', time: ascending ? '' : '~', index: 0 }, list);
		return { count: 0, limit, next_page_token: same, [listing.name]: [] };
	}
	const part = items.slice(start, start + limit);
	const last = part.at(-1);
	const more = last !== undefined && start + limit < items.length;
	return {
		count: part.length,
		limit,
		...(more && { next_page_token: encode(positionOf(last, listing, start + limit), list) }),
		[listing.name]: part.map((item) => listing.present?.(item) ?? item),
	};
}
