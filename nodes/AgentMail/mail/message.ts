import { isRecord, textOf } from '../shared/json';
import { parseLenientSender, parseMailboxes, type Mailbox } from './address';
import { htmlText } from './htmlText';

/**
 * The mailboxes of a property such as `from` or `to`, in every form that AgentMail's documentation shows: a text, a list
 * of texts, an object or a list of objects with `email` (or `address`) and `name`.
 */
export function mailboxesOf(value: unknown): Mailbox[] {
	return Array.isArray(value) ? value.flatMap(mailboxesIn) : mailboxesIn(value);
}

/** Lists do not nest: one within a list counts as somebody who cannot be told. */
function mailboxesIn(value: unknown): Mailbox[] {
	if (typeof value === 'string') return parseMailboxes(value);
	if (Array.isArray(value)) return [{ name: null, address: null }];
	if (!isRecord(value)) return [];
	const mailbox = soleMailbox(parseMailboxes(textOf(value.email) ?? textOf(value.address) ?? ''));
	return [{ ...mailbox, name: textOf(value.name) ?? mailbox.name }];
}

/** Who wrote a message. (`from`; one documentation page prints `from_`) */
export function senderOf(message: Record<string, unknown>): Mailbox {
	const from = message.from ?? message.from_;
	const text = Array.isArray(from) && from.length === 1 ? (from[0] as unknown) : from;
	return (typeof text === 'string' && parseLenientSender(text)) || soleMailbox(mailboxesOf(from));
}

/** The one mailbox; of several, none can be trusted to be the sender, so their addresses become the name. */
function soleMailbox(mailboxes: Mailbox[]): Mailbox {
	const [first, ...others] = mailboxes;
	if (first && others.length === 0) return first;
	const shown = mailboxes.map(({ name, address }) => address ?? name ?? '?').join(', ');
	return { name: shown === '' ? null : shown, address: null };
}

/**
 * The body to read: the new part without quotes if AgentMail found it, else the whole text, else text made from the
 * HTML. `null` if there is none, as in deliveries over 1 MB. (AgentMail docs: receiving messages)
 */
export function bestText(message: Record<string, unknown>): string | null {
	const text = readable(message.extracted_text) ?? readable(message.text);
	if (text !== undefined) return text;
	const html = readable(message.extracted_html) ?? readable(message.html);
	return html === undefined ? null : htmlText(html);
}

/** A body of white space alone says nothing: the next best may. */
function readable(body: unknown): string | undefined {
	return typeof body === 'string' && body.trim() !== '' ? body : undefined;
}
