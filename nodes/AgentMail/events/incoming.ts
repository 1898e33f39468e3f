import { scanResult, type ScanResult } from '../mail/agentArmor';
import { mailboxesOf, senderOf } from '../mail/message';
import { isRecord, textOf } from '../shared/json';
import type { AgentMailEvent } from './event';

/** What the filters look at in a received email. */
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
	/** What Agent Armor says about it. */
	scan: ScanResult;
	/** Whether there are files other than images in the text. */
	hasAttachments: boolean;
	/** Whether the conversation already had messages. */
	isReply: boolean;
	/** By lower-case name. */
	headers: Map<string, string[]>;
	/** The inbox it came in at. */
	inboxId: string | undefined;
}

/** Either sign is enough, so that no received message gets past the filters because of an odd payload. */
export function isMail({ type, key }: Pick<AgentMailEvent, 'type' | 'key'>): boolean {
	return (key === 'message' && !isScanNotice(type)) || type.startsWith('message.received');
}

/**
 * What Agent Armor says about an email: its `message` is the ids and the result, without sender, thread and text.
 * (AgentMail docs: Agent Armor)
 */
export function isScanNotice(type: string): boolean {
	return type.startsWith('message.security.');
}

/** The email that an event is about, or `undefined` if it is about something else. */
export function incomingMail(event: AgentMailEvent): IncomingMail | undefined {
	if (!isMail(event)) return undefined;
	const { details, payload, inboxId } = event;
	const { address, name } = senderOf(details);
	return {
		sender: address,
		senderName: name,
		senders: addressesIn(details.from, details.from_),
		recipients: addressesIn(details.to, details.cc, details.bcc),
		subject: textOf(details.subject) ?? '',
		labels: textsOf(details.labels),
		scan: scanResult(details),
		hasAttachments: recordsOf(details.attachments).some((file) => !isInlineImage(file)),
		isReply: isReply(details, payload.thread),
		headers: headersOf(details.headers),
		inboxId,
	};
}

function addressesIn(...values: unknown[]): string[] {
	return values.flatMap(mailboxesOf).flatMap(({ address }) => (address === null ? [] : [address]));
}

/** An image in the text. Some email clients also mark ordinary files as inline, but no text refers to those. */
function isInlineImage(file: Record<string, unknown>): boolean {
	const isImage = /^image\//i.test(textOf(file.content_type) ?? '');
	return isImage && file.content_disposition === 'inline' && textOf(file.content_id) !== undefined;
}

/**
 * AgentMail's thread tells, as long as this email is its last message: its count includes later ones. Otherwise the
 * email's own headers do, which anyone can write.
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

/** One text or a list of texts, as a list. */
function textsOf(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

function recordsOf(value: unknown): Array<Record<string, unknown>> {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}
