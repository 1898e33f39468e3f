import { HIDDEN_LABELS } from '../access/hiddenLabels.mjs';
import type { Attachment, FileContent, Message } from '../records.mjs';
import { messageKey, type Store } from '../store.mjs';
import { composeEml } from './eml.mjs';
import { changeLabels } from './labels.mjs';
import { previewOf, withoutQuotes, withoutQuotesHtml } from './quotes.mjs';

/** A mail before it lies in an inbox. */
export interface Mail {
	message_id?: string;
	timestamp?: string;
	from: string;
	to: string[];
	cc: string[];
	bcc: string[];
	reply_to: string[];
	subject?: string;
	text?: string;
	html?: string;
	in_reply_to?: string;
	references?: string[];
	headers?: Record<string, string>;
	track_opens?: boolean;
	labels: string[];
	files: FileContent[];
}

/**
 * Puts a mail into an inbox and its thread. A mail that lies there already, because the inbox wrote
 * to itself, gets the new labels.
 */
export async function fileMail(store: Store, inbox_id: string, mail: Mail): Promise<Message> {
	const existing = mail.message_id && store.message(inbox_id, mail.message_id);
	if (existing) return relabel(store, existing, mail.labels, []);
	const message = messageOf(store, inbox_id, mail);
	const raw = await composeEml(message, mail.files);
	message.size = raw.length;
	mail.files.forEach((file, index) => {
		const attachment = message.attachments?.[index];
		if (attachment) store.files.set(attachment.attachment_id, file.bytes);
	});
	const key = messageKey(inbox_id, message.message_id);
	message.thread_id = threadOf(store, message) ?? store.uuid();
	store.messages.set(key, message);
	store.raw.set(key, raw);
	measure(store, message, 1, message.timestamp);
	refreshThread(store, message.thread_id);
	return message;
}

function measure(store: Store, message: Message, sign: 1 | -1, at: string): void {
	store.use('message_count', sign, message, at);
	store.use('storage_bytes', sign * message.size, message, at);
}

function messageOf(store: Store, inbox_id: string, mail: Mail): Message {
	const now = store.now();
	const { text, html } = mail;
	const attachments = mail.files.map((file) => attachmentOf(store, file));
	return {
		inbox_id,
		thread_id: '',
		message_id: mail.message_id ?? store.messageId(),
		labels: [...new Set(mail.labels)],
		timestamp: mail.timestamp ?? now,
		from: mail.from,
		...listed('reply_to', mail.reply_to),
		to: mail.to,
		...listed('cc', mail.cc),
		...listed('bcc', mail.bcc),
		...(mail.subject !== undefined && { subject: mail.subject }),
		...(text !== undefined && {
			preview: previewOf(text),
			text,
			extracted_text: withoutQuotes(text),
		}),
		...(html !== undefined && { html, extracted_html: withoutQuotesHtml(html) }),
		...listed('attachments', attachments),
		...(mail.in_reply_to && { in_reply_to: mail.in_reply_to }),
		...listed('references', mail.references ?? []),
		...(mail.headers && { headers: mail.headers }),
		size: 0,
		updated_at: now,
		created_at: now,
	};
}

/** A list property, which the API leaves out when it is empty. */
function listed<Name extends string, T>(name: Name, values: T[]): { [K in Name]?: T[] } {
	return values.length > 0 ? ({ [name]: values } as { [K in Name]: T[] }) : {};
}

export function attachmentOf(store: Store, { bytes, ...named }: FileContent): Attachment {
	return { attachment_id: store.uuid(), size: bytes.length, ...named };
}

/** The files of a message or draft, with their bytes. */
export function filesOf(store: Store, record: { attachments?: Attachment[] }): FileContent[] {
	return (record.attachments ?? []).map(({ attachment_id, size: _size, ...named }) => ({
		...(named as Omit<FileContent, 'bytes'>),
		bytes: store.files.get(attachment_id) ?? Buffer.alloc(0),
	}));
}

/** Threads grow by In-Reply-To and References alone, within one inbox (RFC 5322). */
function threadOf(store: Store, message: Message): string | undefined {
	const parents = [message.in_reply_to, ...[...(message.references ?? [])].reverse()];
	for (const parent of parents) {
		const known = parent && store.message(message.inbox_id, parent);
		if (known) return known.thread_id;
	}
	return undefined;
}

/** Changes a message's labels; its thread follows. */
export function relabel(
	store: Store,
	message: Message,
	added: string[],
	removed: string[],
): Message {
	const before = message.labels;
	message.labels = changeLabels(before, added, removed);
	logChanges(store, message, before);
	message.updated_at = store.now();
	refreshThread(store, message.thread_id);
	return message;
}

function logChanges(store: Store, message: Message, before: string[]): void {
	for (const label of message.labels) {
		if (!before.includes(label)) store.logLabel('label.added', message, label);
	}
	for (const label of before) {
		if (!message.labels.includes(label)) store.logLabel('label.removed', message, label);
	}
}

/** Takes a message out for good, files and all (AgentMail docs: delete). */
export function removeMessage(store: Store, message: Message): void {
	const key = messageKey(message.inbox_id, message.message_id);
	if (store.messages.delete(key)) measure(store, message, -1, store.now());
	store.raw.delete(key);
	store.tracked.delete(key);
	for (const { attachment_id } of message.attachments ?? []) store.files.delete(attachment_id);
	refreshThread(store, message.thread_id);
}

/** Derives the thread record from its messages; a thread without any is gone. */
function refreshThread(store: Store, thread_id: string): void {
	const messages = store.messagesOf({ thread_id });
	const [first] = messages;
	const last = messages.at(-1);
	if (!first || !last) {
		const thread = store.threads.get(thread_id);
		if (thread) store.use('thread_count', -1, thread);
		store.threads.delete(thread_id);
		return;
	}
	if (!store.threads.has(thread_id)) store.use('thread_count', 1, first, first.timestamp);
	const latest = (label: string) =>
		messages.filter(({ labels }) => labels.includes(label)).at(-1)?.timestamp;
	const received = latest('received');
	const sent = latest('sent');
	store.threads.set(thread_id, {
		inbox_id: first.inbox_id,
		thread_id,
		labels: threadLabels(messages),
		timestamp: last.timestamp,
		...(received && { received_timestamp: received }),
		...(sent && { sent_timestamp: sent }),
		senders: unique(messages.map(({ from }) => from)),
		recipients: unique(messages.flatMap(recipientsOf)),
		...(first.subject !== undefined && { subject: first.subject }),
		...(last.preview !== undefined && { preview: last.preview }),
		...listed(
			'attachments',
			messages.flatMap(({ attachments }) => attachments ?? []),
		),
		last_message_id: last.message_id,
		message_count: messages.length,
		size: messages.reduce((sum, { size }) => sum + size, 0),
		updated_at: store.now(),
		created_at: first.created_at,
	});
}

/** All labels of its messages; spam, trash and the like only if every message has them. */
function threadLabels(messages: Message[]): string[] {
	const hidden = new Set(HIDDEN_LABELS.map(({ label }) => label));
	return unique(messages.flatMap(({ labels }) => labels)).filter(
		(label) => !hidden.has(label) || messages.every(({ labels }) => labels.includes(label)),
	);
}

export function recipientsOf({ to, cc, bcc }: Pick<Message, 'to' | 'cc' | 'bcc'>): string[] {
	return [...to, ...(cc ?? []), ...(bcc ?? [])];
}

function unique(values: string[]): string[] {
	return [...new Set(values)];
}
