import { scanResult } from '../mail/agentArmor';
import { InputError } from '../shared/inputError';
import { isRecord, textOf } from '../shared/json';
import { unless } from '../transport/errors';
import { path, segmentsOf, type ApiPath } from '../transport/path';
import type { Api, Query } from '../transport/types';

type Answer = Record<string, unknown>;

/**
 * The API, without acting on a message that Agent Armor wants a person to look at first: an agent that such a message
 * talked into something must not answer it, pass it on, label or delete it. What the key may not read passes: there
 * AgentMail alone decides.
 *
 * @throws {InputError} from a call that would act on one; nothing was done then
 */
export function unlessUnderReview(api: Api): Api {
	/** What a profile has just read to judge the same request, until that is made. */
	const read = new Map<string, Answer>();
	async function look(place: ApiPath): Promise<Answer> {
		const answer = read.get(String(place)) ?? (await api.get(place).catch(unless(403, 404)));
		read.delete(String(place));
		return answer ?? {};
	}

	async function check(at: ApiPath, body: object = {}): Promise<void> {
		for (const place of await actedOn(look, at, { ...body })) {
			const found = await look(place);
			const messages = Array.isArray(found.messages) ? found.messages.filter(isRecord) : [];
			if ([found, ...messages].some((each) => scanResult(each) === 'review')) throw underReview();
		}
	}

	return {
		...api,
		get: async <T>(at: ApiPath, query?: Query) => {
			const answer = await api.get<T & Answer>(at, query);
			if (!query) read.set(String(at), answer);
			return answer;
		},
		post: async (at, body, options) => {
			if (options?.repeatability !== 'read') await check(at, body);
			return await api.post(at, body, options);
		},
		patch: async (at, body, repeatability) => {
			await check(at, body);
			return await api.patch(at, body, repeatability);
		},
		delete: async (at) => {
			await check(at);
			await api.delete(at);
		},
	};
}

const underReview = () =>
	new InputError(
		'Agent Armor wants a person to look at this message first, so this tool does not act on it. Say in your answer that the message is under review.',
	);

/** Where the messages and threads are read that a request changes, answers or forwards. */
async function actedOn(
	look: (place: ApiPath) => Promise<Answer>,
	at: ApiPath,
	body: Answer,
): Promise<ApiPath[]> {
	const segments = segmentsOf(at);
	if (segments.at(-2) === 'threads') return [at];
	const [area, inboxId = '', kind, id, action] = segments;
	if (area !== 'inboxes' || inboxId === '' || id === 'send') return [];
	const inbox = path`/inboxes/${inboxId}`;
	const messages = (...ids: unknown[]) =>
		ids.flatMap((each) => textOf(each) ?? []).map((each) => path`${inbox}/messages/${each}`);
	if (kind === 'messages')
		return messages(...[id === 'batch-update' ? body.message_ids : id].flat());
	if (kind !== 'drafts') return [];
	const draft = action === 'send' ? await look(path`${inbox}/drafts/${id ?? ''}`) : body;
	return messages(draft.in_reply_to, draft.forward_of);
}
