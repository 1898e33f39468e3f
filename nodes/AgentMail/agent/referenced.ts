import type { Draft, inboxes, Message, Thread } from 'agentmail/serialization';

import { digestOf } from '../shared/digest';
import { mapConcurrently } from '../shared/mapConcurrently';
import { asText, locatedId } from '../shared/values';
import { unless } from '../transport/errors';
import { path } from '../transport/path';
import type { Api } from '../transport/types';

/** Something at AgentMail that a call of a tool names by its id: what is sent, answered, passed on, deleted. */
export interface Reference {
	kind: 'draft' | 'message' | 'thread';
	inboxId: string;
	id: string;
}

/** What an id stands for, as it is now. */
export type Referenced =
	| ({ kind: 'draft' } & DraftContent)
	| { kind: 'message'; message: Message.Raw }
	| { kind: 'thread'; thread: Thread.Raw };

/** A draft, and what belongs to the mail that it would become. */
export interface DraftContent {
	draft: Draft.Raw;
	/** The sender as the recipients will see it. */
	from: string;
	/** The message that it passes on. */
	forwarded: Message.Raw | undefined;
	/** The message that it answers. */
	answered: Message.Raw | undefined;
}

/** Where a draft is. */
export interface DraftPlace {
	inboxId: string;
	draftId: string;
}

const KINDS = { draftId: 'draft', messageId: 'message', threadId: 'thread' } as const;

/**
 * What the parameters of an operation refer to.
 *
 * @param parameters with their expressions resolved
 */
export function referencesIn(parameters: Record<string, unknown>): Reference[] {
	const idIn = (name: string) => asText(locatedId(parameters[name]))?.trim();
	const inboxId = idIn('inboxId');
	if (inboxId === undefined) return [];
	return Object.entries(KINDS).flatMap(([name, kind]) => {
		const id = idIn(name);
		return id === undefined ? [] : [{ kind, inboxId, id }];
	});
}

/** @returns in the order given; `undefined` for what is not there (any more) */
export async function readReferences(
	api: Api,
	references: Reference[],
): Promise<Array<Referenced | undefined>> {
	return await mapConcurrently(references, 1, async (each) => await readReference(api, each));
}

/** One digest of several things. */
export const digestOfAll = (things: Array<Referenced | undefined>): string =>
	digestOf(things.map(digestOfReferenced));

async function readReference(
	api: Api,
	{ kind, inboxId, id }: Reference,
): Promise<Referenced | undefined> {
	if (kind === 'draft') {
		const content = await readDraft(api, { inboxId, draftId: id });
		return content && { kind, ...content };
	}
	const inbox = path`/inboxes/${inboxId}`;
	if (kind === 'message') {
		const message = await api.get<Message.Raw>(path`${inbox}/messages/${id}`).catch(unless(404));
		return message && { kind, message };
	}
	const thread = await api.get<Thread.Raw>(path`${inbox}/threads/${id}`).catch(unless(404));
	return thread && { kind, thread };
}

/** @returns `undefined` for a draft that is not there (any more) */
export async function readDraft(
	api: Api,
	{ inboxId, draftId }: DraftPlace,
): Promise<DraftContent | undefined> {
	const inbox = path`/inboxes/${inboxId}`;
	const draft = await api.get<Draft.Raw>(path`${inbox}/drafts/${draftId}`).catch(unless(404));
	if (!draft) return undefined;
	// A key may be allowed to send from an inbox and not to look at it.
	const own = await api.get<inboxes.Inbox.Raw>(inbox).catch(unless(403, 404));
	const { forward_of, in_reply_to } = draft;
	const messageAt = (id: string) => path`${inbox}/messages/${id}`;
	const forwarded = forward_of ? await api.get<Message.Raw>(messageAt(forward_of)) : undefined;
	const answered = in_reply_to
		? await api.get<Message.Raw>(messageAt(in_reply_to)).catch(unless(403, 404))
		: undefined;
	const name = own?.display_name;
	return { draft, from: name ? `${name} <${inboxId}>` : inboxId, forwarded, answered };
}

/** The same for the same content, another for any other. Labels do not count: they change as mail is read. */
function digestOfReferenced(referenced: Referenced | undefined): string {
	switch (referenced?.kind) {
		case undefined:
			return '';
		case 'draft':
			return digestOfDraft(referenced);
		case 'message':
			return digestOf(contentOf(referenced.message));
		case 'thread':
			return digestOf(referenced.thread.messages.map(contentOf));
	}
}

/** The same for the same content of what is sent, another for any other. */
export function digestOfDraft({ draft, from, forwarded }: DraftContent): string {
	return digestOf([
		from,
		draft.reply_to ?? [],
		contentOf(draft),
		draft.in_reply_to ?? null,
		draft.forward_of ?? null,
		forwarded ? contentOf(forwarded) : null,
	]);
}

function contentOf(mail: Draft.Raw | Message.Raw) {
	const { to, cc, bcc, subject, text, html, attachments } = mail;
	const files = (attachments ?? []).map((file) => [
		file.attachment_id,
		file.filename ?? null,
		file.size,
		file.content_type ?? null,
		file.content_disposition ?? null,
		file.content_id ?? null,
	]);
	const from = 'from' in mail ? mail.from : null;
	return [from, to ?? [], cc ?? [], bcc ?? [], subject ?? null, text ?? null, html ?? null, files];
}
