import { mailboxesOf, senderOf } from '../mail/message';
import { isRecord, textOf } from '../shared/json';
import type { AgentMailEvent } from './event';

/** What filters look at in an e-mail that came in. */
export interface IncomingMail {
	/** `null` where the From line does not name exactly one sender. */
	sender: string | null;
	/** What the sender is called, also one without an address. */
	senderName: string | null;
	/** Every address in the From line. */
	senders: string[];
	/** To, Cc and Bcc. */
	recipients: string[];
	subject: string;
	labels: string[];
	/** Files, without the pictures that the text shows. */
	hasAttachments: boolean;
	/** Whether the conversation had messages before. */
	isReply: boolean;
	/** By small letters. */
	headers: Map<string, string[]>;
	/** The inbox it came in at. */
	inboxId: string | undefined;
}

/** Either sign is enough: what calls itself a received message must not get past the filters by its shape. */
export function isMail({ type, key }: AgentMailEvent): boolean {
	return key === 'message' || type.startsWith('message.received');
}

/** The mail that an event is about, or `undefined` if it is about something else. */
export function incomingMail(event: AgentMailEvent): IncomingMail | undefined {
	if (!isMail(event)) return undefined;
	const { details, payload, inboxId } = event;
	const { address, name } = senderOf(details);
	return {
		sender: address,
		senderName: name,
		senders: addressesOf(details.from, details.from_),
		recipients: addressesOf(details.to, details.cc, details.bcc),
		subject: textOf(details.subject) ?? '',
		labels: textsOf(details.labels),
		hasAttachments: recordsOf(details.attachments).some((file) => !isPicture(file)),
		isReply: isReply(details, payload.thread),
		headers: headersOf(details.headers),
		inboxId,
	};
}

function addressesOf(...values: unknown[]): string[] {
	return values.flatMap(mailboxesOf).flatMap(({ address }) => (address === null ? [] : [address]));
}

/** A picture in the text. Some mail programs call a file "inline" too, but nothing refers to it. */
function isPicture(file: Record<string, unknown>): boolean {
	const isImage = /^image\//i.test(textOf(file.content_type) ?? '');
	return isImage && file.content_disposition === 'inline' && textOf(file.content_id) !== undefined;
}

/**
 * AgentMail's thread knows, as long as the mail is its last: later ones count too. What a mail says of itself counts only
 * where the thread does not.
 */
function isReply(
	{ message_id, in_reply_to, references }: Record<string, unknown>,
	thread: unknown,
): boolean {
	const { message_count, last_message_id = message_id } = isRecord(thread) ? thread : {};
	if (typeof message_count === 'number' && last_message_id === message_id) return message_count > 1;
	return textOf(in_reply_to) !== undefined || textsOf(references).length > 0;
}

function headersOf(headers: unknown): Map<string, string[]> {
	if (!isRecord(headers)) return new Map();
	return new Map(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), textsOf(value)]),
	);
}

/** One text or a list of them. */
function textsOf(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

function recordsOf(value: unknown): Array<Record<string, unknown>> {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}
