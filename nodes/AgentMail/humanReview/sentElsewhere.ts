import type { Draft, Message, MessageItem } from 'agentmail/serialization';

import { mailboxesOf } from '../mail/message';
import { readPages } from '../transport/pages';
import { path } from '../transport/path';
import type { Api } from '../transport/types';
import type { Sent } from './draftOutcome';
import type { Likeness } from './question';

/** The clocks of n8n and AgentMail differ. */
const CLOCKS_MS = 60_000;

/**
 * @param question the subject of the emails that ask about it
 * @param isNew made for this question, so that its own time says what was sent before it
 */
export function likenessOf(draft: Draft.Raw, question: string, isNew: boolean): Likeness {
	const since = isNew ? draft.updated_at : new Date(Date.now() - CLOCKS_MS).toISOString();
	return { since, ...traitsOf(draft), answers: draft.in_reply_to ?? '', question };
}

function traitsOf({ to, cc, bcc, subject, text, html }: Draft.Raw | Message.Raw) {
	return {
		recipients: addressesIn(to, cc, bcc),
		subject: subject ?? '',
		text: words(text ?? html ?? ''),
	};
}

const addressesIn = (...lists: unknown[]) =>
	lists
		.flatMap((list) => mailboxesOf(list ?? []))
		.map(({ address, name }) => (address ?? name ?? '').toLowerCase())
		.sort();

const words = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Most messages that are looked at: an inbox may send thousands while a person thinks. */
const MOST = 500;

/**
 * Looks for a draft that is gone among what its inbox has sent since: somebody may have sent it from elsewhere, or this
 * pause has and the answer was lost.
 *
 * @returns the ids of the message; `'unknown'` when one is like it without being the same; `undefined` when none is
 */
export async function sentElsewhere(
	api: Api,
	inboxId: string,
	draft: Likeness,
): Promise<Sent | 'unknown' | undefined> {
	const inbox = path`/inboxes/${inboxId}`;
	const query = { labels: ['sent'], after: draft.since };
	const source = { path: path`${inbox}/messages`, entries: 'messages', id: 'message_id', query };
	const { entries, next } = await readPages(api, source, MOST);
	const alike = (entries as unknown as MessageItem.Raw[]).filter((each) => isAlike(each, draft));
	for (const { message_id, thread_id } of alike) {
		const message = await api.get<Message.Raw>(path`${inbox}/messages/${message_id}`);
		if (isSame(message, draft)) return { message_id, thread_id };
	}
	return alike.length > 0 || next !== undefined ? 'unknown' : undefined;
}

/** Lists have no texts. */
function isAlike({ to, cc, bcc, subject, in_reply_to }: MessageItem.Raw, draft: Likeness): boolean {
	if (subject === draft.question) return false;
	if (draft.answers !== '' && in_reply_to === draft.answers) return true;
	const recipients = addressesIn(to, cc, bcc);
	const isToThem =
		recipients.length > 0 && recipients.every((one) => draft.recipients.includes(one));
	return isToThem || (draft.subject !== '' && subject === draft.subject);
}

function isSame(message: Message.Raw, draft: Likeness): boolean {
	const { recipients, subject, text } = traitsOf(message);
	return (
		subject === draft.subject &&
		text === draft.text &&
		recipients.join() === draft.recipients.join()
	);
}
