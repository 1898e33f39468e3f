import type {
	CreateDraftRequest,
	Draft,
	SendMessageRequest,
	SendMessageResponse,
} from 'agentmail/serialization';

import { unmarked } from '../fields/automaticReply';
import type { Item } from '../fields/item';
import { InputError } from '../shared/inputError';
import { CREDENTIAL } from '../transport/api';
import { AgentMailError } from '../transport/errors';
import { keyFor } from '../transport/idempotency';
import { path, type ApiPath } from '../transport/path';
import { isInternal, serverOf, type AgentMailCredential } from '../transport/server';
import { jsonSize, StoredFile } from '../transport/storedFile';
import type { Api } from '../transport/types';

/**
 * Files that are too large for a request: AgentMail fetches them from this n8n, by links that are valid for an hour. Such
 * a message goes out as a draft, because every try makes new links and would not be the message that its key stands for.
 * The draft is created once, and the request that sends it holds nothing that could differ.
 */

/** A whole request, base64 included. (AgentMail docs: attachments) */
const MOST_BYTES = 6_000_000;

/** What AgentMail fetches by URL for one message. (AgentMail docs: attachments) */
const MOST_LINKED_BYTES = 30_000_000;

/** How a draft says what the path of a send says: which message it answers or forwards. */
export type DraftOf = Pick<CreateDraftRequest.Raw, 'in_reply_to' | 'reply_all' | 'forward_of'>;

/**
 * For drafts that wait to be sent, maybe longer than a link is valid.
 *
 * @throws {InputError} with the choices
 */
export function refuseTooLarge(body: object): void {
	const size = jsonSize(body);
	if (size > MOST_BYTES) throw tooLarge(size, "Drafts can't use links to this n8n.");
}

/**
 * The draft that a message with large files goes out as.
 *
 * @returns the body of its creation; `undefined` if the message fits into one request
 * @throws {InputError} when links are not possible either: why, and the choices
 */
export async function draftWithLinks(
	message: SendMessageRequest.Raw,
	draftOf: DraftOf,
	item: Item,
): Promise<object | undefined> {
	if (jsonSize(message) <= MOST_BYTES) return undefined;
	const { headers, track_opens, ...rest } = await withLinks(message, item);
	if (!unmarked(headers ?? {}) && !track_opens) return { ...rest, ...draftOf };
	throw new InputError(
		'The files are too large for one request, and a draft, which could link to them, supports neither Headers nor Track Opens. Remove these options, or attach the files by URL.',
	);
}

/** Creates and sends such a draft. The same key leads to the same draft and the same message. */
export async function sendThroughDraft(
	api: Api,
	inbox: ApiPath,
	draft: object,
	key: string,
): Promise<SendMessageResponse.Raw> {
	const { draft_id } = await api.post<Draft.Raw>(path`${inbox}/drafts`, {
		...draft,
		client_id: keyFor('draft', key),
	});
	const at = path`${inbox}/drafts/${draft_id}`;
	const sent = api.post<SendMessageResponse.Raw>(path`${at}/send`, {}, { idempotencyKey: key });
	return await sent.catch(async (error: unknown) => {
		// Not sent, or already sent by an earlier try whose draft is gone: nobody is to find this one and send it.
		const isUnsent = error instanceof AgentMailError && !error.isAnswerLost;
		if (isUnsent) await api.delete(at).catch(() => undefined);
		throw error;
	});
}

/** Files become links to this n8n. None is read for it: the sizes are known. */
async function withLinks(
	message: SendMessageRequest.Raw,
	{ context }: Item,
): Promise<SendMessageRequest.Raw> {
	const size = jsonSize(message);
	const files = (message.attachments ?? []).filter((file) => file instanceof StoredFile);
	const links = files.map((file) => linkTo(file, size));
	for (const link of links) {
		if (!(await canFetch(context, link))) {
			throw tooLarge(size, 'This n8n has no public https address to fetch files from.');
		}
	}
	if (files.reduce((sum, file) => sum + file.size, 0) > MOST_LINKED_BYTES) {
		throw tooLarge(size, 'Even as links, files can have 30 MB at most.');
	}
	const attachments = message.attachments?.map((file) =>
		file instanceof StoredFile ? { ...file.details, url: links[files.indexOf(file)] } : file,
	);
	const linked = { ...message, attachments };
	if (jsonSize(linked) <= MOST_BYTES) return linked;
	throw tooLarge(size, "Only files in n8n's binary store can become links, not those in memory.");
}

function linkTo(file: StoredFile, size: number): string {
	const link = file.link();
	if (link !== undefined) return link;
	throw tooLarge(size, "This n8n can't create links to its files.");
}

/** AgentMail reaches public addresses only; a server of the user's own network reaches that network. */
async function canFetch(context: Item['context'], link: string): Promise<boolean> {
	if (!URL.canParse(link)) return false;
	const { protocol, hostname } = new URL(link);
	if (protocol === 'https:' && !isInternal(hostname)) return true;
	const credential = await context.getCredentials<AgentMailCredential>(CREDENTIAL);
	return isInternal(new URL(serverOf(credential).origin).hostname);
}

/** @param reason a sentence: why links do not help */
function tooLarge(size: number, reason: string): InputError {
	const megabytes = (size / 1_000_000).toFixed(1);
	return new InputError(
		`The message is ${megabytes} MB as sent (files grow by a third), but AgentMail accepts only 6 MB in one request. ${reason} Attach the file by URL, make it smaller, or put a link in the text.`,
	);
}
