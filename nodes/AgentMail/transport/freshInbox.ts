import { BoundedMap } from '../shared/boundedMap';
import { isRecord, textOf } from '../shared/json';
import { unless } from './errors';
import { path, type ApiPath } from './path';
import { sendsFrom } from './sending';
import type { Timings } from './timings';
import type { Api } from './types';

/**
 * AgentMail answers 404 for a second or two to who sends from an inbox that was just created. (Seen in practice; not
 * documented.)
 */

const FRESH_MS = 60_000;

/** Repeats of a request that such an inbox answers with 404: up to eight seconds together. */
const REPEATS = 4;

/** Milliseconds until the next try, or `undefined` to give up. */
export function waitForFreshInbox(tries: number, { firstWait }: Timings): number | undefined {
	return tries > REPEATS ? undefined : firstWait * 2 ** (tries - 1);
}

/** When this process created an inbox, by its id. */
const created = new BoundedMap<number>(1000);

/** Remembers an inbox that a POST has created. */
export function noteInbox(at: ApiPath, answer: unknown): void {
	if (!/^(?:\/pods\/[^/]+)?\/inboxes$/.test(String(at)) || !isRecord(answer)) return;
	const id = textOf(answer.inbox_id);
	if (id !== undefined) created.set(id, Date.now());
}

/**
 * Whether a 404 to a send, reply or draft may be because of such an inbox: this process made it less than a minute ago, or
 * it is there and says so itself.
 *
 * @param url path of the request: `/v0/inboxes/a%40b.io/messages/send`
 */
export async function isOfFreshInbox(api: Api, method: string, url: string): Promise<boolean> {
	const id = method === 'POST' ? concernedInbox(url.replace(/^\/v0/, '')) : undefined;
	if (id === undefined) return false;
	const madeAt = created.get(id) ?? (await createdAt(api, id));
	return Math.abs(Date.now() - madeAt) < FRESH_MS;
}

/** Of what sends, and of what makes a draft. */
function concernedInbox(at: string): string | undefined {
	const inboxId = /^\/inboxes\/([^/]+)\/drafts$/.exec(at)?.[1];
	return sendsFrom(at) ?? (inboxId && decodeURIComponent(inboxId));
}

/** Unix milliseconds; NaN for an inbox that cannot be read. */
async function createdAt(api: Api, id: string): Promise<number> {
	const inbox = await api.get(path`/inboxes/${id}`).catch(unless(403, 404));
	return Date.parse(textOf(inbox?.created_at) ?? '');
}
