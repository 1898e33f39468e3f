import type {
	CreateDraftRequest,
	Draft,
	SendMessageRequest,
	SendMessageResponse,
} from 'agentmail/serialization';

import { unmarked } from '../fields/automaticReply';
import type { Api } from '../transport/types';
import { AgentMailError } from '../transport/errors';
import { keyFor } from '../transport/idempotency';
import { path, type ApiPath } from '../transport/path';
import type { Call } from './operation';
import { withinLimit } from './requestLimit';
import { once, sendOnce } from './sendOnce';
import { InputError } from '../shared/inputError';

/** How a draft says what the path of a send says. */
interface AsDraft {
	/** The inbox that sends. */
	inbox: ApiPath;
	/** Which message it answers or passes on. */
	fields: Pick<CreateDraftRequest.Raw, 'in_reply_to' | 'reply_all' | 'forward_of'>;
}

/**
 * Sends a message once. Files that are too large for a request go as links, and then the message goes through a draft:
 * every try makes new links, so a message that is sent again would not be the one that its key stands for. The draft is
 * made once, and the request that sends it holds nothing that could differ.
 *
 * @param about as in {@link sendOnce}
 */
export async function sendMessage(
	destination: ApiPath,
	body: SendMessageRequest.Raw,
	asDraft: AsDraft,
	call: Call,
	chosenKey: string | undefined,
	about = destination,
): Promise<object> {
	const fitting = await withinLimit(body, call.item);
	if (fitting === body) return await sendOnce(destination, body, call, chosenKey, about);
	const draft = draftOf(fitting, asDraft);
	return await once(
		async (key) => await throughDraft(call.api, asDraft.inbox, draft, key),
		call,
		chosenKey,
	);
}

function draftOf(message: SendMessageRequest.Raw, { fields }: AsDraft): object {
	const { headers, track_opens, ...rest } = message;
	if (!unmarked(headers ?? {}) && !track_opens) return { ...rest, ...fields };
	throw new InputError(
		'The files are too large for one request. As links they go through a draft, which can have neither Headers nor Track Opens. Remove these options, or attach the files by URL.',
	);
}

async function throughDraft(
	api: Api,
	inbox: ApiPath,
	message: object,
	key: string,
): Promise<SendMessageResponse.Raw> {
	const { draft_id } = await api.post<Draft.Raw>(path`${inbox}/drafts`, {
		...message,
		client_id: keyFor('draft', key),
	});
	const draft = path`${inbox}/drafts/${draft_id}`;
	const sent = api.post<SendMessageResponse.Raw>(path`${draft}/send`, {}, { idempotencyKey: key });
	return await sent.catch(async (error: unknown) => {
		// Not sent, or already sent by an earlier try whose draft is gone: nobody is to find this one and send it.
		const isUnsent = error instanceof AgentMailError && !error.isAnswerLost;
		if (isUnsent) await api.delete(draft).catch(() => undefined);
		throw error;
	});
}
