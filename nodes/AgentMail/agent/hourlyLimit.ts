import { InputError } from '../shared/inputError';
import { KeyedQueue } from '../shared/keyedQueue';
import { readPages } from '../transport/pages';
import { path, type ApiPath } from '../transport/path';
import { sendsFrom } from '../transport/sending';
import type { Api } from '../transport/types';

const HOUR_MS = 3_600_000;

/** What sends an email later, if it has a time. */
const WRITES_DRAFT = /^\/inboxes\/([^/]+)\/drafts(?:\/[^/]+)?$/;

/** One after the other for each inbox, so that calls made at once do not all find room for one. */
const turns = new KeyedQueue();

/**
 * The API, with so many emails from each inbox in an hour and no more. They are counted at AgentMail, so that the limit
 * holds over restarts and for all n8n processes together (those that send in the same moment do not see each other).
 * Whatever sent them counts, and so do drafts that are scheduled.
 *
 * @throws {InputError} from a call that would be one too many; nothing was sent then
 */
export function limited(api: Api, most: number): Api {
	async function within<T>(at: ApiPath, body: object | undefined, call: () => Promise<T>) {
		const inboxId = sendsFrom(at) ?? schedulesFrom(at, body);
		if (inboxId === undefined) return await call();
		return await inTurn(inboxId, async () => {
			if ((await outgoing(api, inboxId, most)) >= most) throw tooMany(inboxId, most);
			return await call();
		});
	}

	return {
		...api,
		post: async (at, body, options) =>
			await within(at, body, async () => await api.post(at, body, options)),
		patch: async (at, body, repeatability) =>
			await within(at, body, async () => await api.patch(at, body, repeatability)),
	};
}

/** The inbox from which AgentMail sends a draft by itself once this request is made. */
function schedulesFrom(at: ApiPath, body: object = {}): string | undefined {
	if (!('send_at' in body) || typeof body.send_at !== 'string') return undefined;
	const inboxId = WRITES_DRAFT.exec(String(at))?.[1];
	return inboxId && decodeURIComponent(inboxId);
}

async function inTurn<T>(inboxId: string, work: () => Promise<T>): Promise<T> {
	return await new Promise<T>((resolve, reject) => {
		turns.add(inboxId, async () => await work().then(resolve, reject));
	});
}

/** How many went out in the last hour or wait for their time; counted up to `most`. */
async function outgoing(api: Api, inboxId: string, most: number): Promise<number> {
	const inbox = path`/inboxes/${inboxId}`;
	const after = new Date(Date.now() - HOUR_MS).toISOString();
	const sent = { path: path`${inbox}/messages`, entries: 'messages', id: 'message_id' };
	const waiting = { path: path`${inbox}/drafts`, entries: 'drafts', id: 'draft_id' };
	const [messages, drafts] = await Promise.all([
		readPages(api, { ...sent, query: { labels: ['sent'], after } }, most),
		readPages(api, { ...waiting, query: { labels: ['scheduled'] } }, most),
	]);
	return messages.entries.length + drafts.entries.length;
}

const tooMany = (inboxId: string, most: number) =>
	new InputError(
		`${inboxId} may send ${most} ${most === 1 ? 'email' : 'emails'} an hour, and that many went out in the last hour or are scheduled. Nothing was sent. Say in your answer what should still be sent.`,
	);
