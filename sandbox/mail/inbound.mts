import { isCutOff } from '../domains/usable.mjs';
import { ApiError, invalid, notFound } from '../errors.mjs';
import type { FileContent, Inbox, Message } from '../records.mjs';
import type { Services } from '../services.mjs';
import { scan } from './agentArmor.mjs';
import { arrived } from './arrival.mjs';
import { isBlocked } from './lists.mjs';
import { fileMail, type Mail } from './mailbox.mjs';

/** A mail from outside, as a test or a control request writes it. */
export interface InboundMail {
	from: string;
	/** Default: the inbox. */
	to?: string | string[];
	cc?: string | string[];
	bcc?: string | string[];
	reply_to?: string | string[];
	subject?: string;
	text?: string;
	html?: string;
	/** `content` is base64, or bytes. */
	attachments?: (Omit<FileContent, 'bytes'> & { content: string | Uint8Array })[];
	headers?: Record<string, string>;
	/** With angle brackets, as every Message-ID. */
	in_reply_to?: string;
	references?: string[];
	message_id?: string;
	/** ISO 8601; default: now. */
	timestamp?: string;
	/** Agent Armor, if it is on, wants it reviewed. */
	review?: boolean;
	spam?: boolean;
	blocked?: boolean;
	unauthenticated?: boolean;
}

/** Puts a mail from outside into an inbox and emits its event. @throws ApiError 404 for an unknown inbox */
export async function receiveMail(
	services: Services,
	inbox_id: string,
	inbound: InboundMail,
): Promise<Message> {
	const inbox = services.store.inboxes.get(inbox_id);
	if (!inbox) throw notFound('Inbox', inbox_id);
	if (isCutOff(services.store, inbox)) {
		throw new ApiError('domain_not_verified', `${inbox_id} receives no mail: its domain is gone.`);
	}
	if (typeof inbound.from !== 'string') throw invalid(['from'], 'Expected an address.');
	const flags = {
		spam: inbound.spam,
		blocked: inbound.blocked,
		unauthenticated: inbound.unauthenticated,
	};
	const special = Object.entries(flags).flatMap(([label, isSet]) => (isSet ? [label] : []));
	if (inbox.status === 'paused') {
		throw new ApiError('inbox_paused', `${inbox_id} receives no mail: it is paused.`);
	}
	const mail: Mail = {
		message_id: inbound.message_id ?? `<${services.store.hex(24)}@mail.example.com>`,
		from: inbound.from,
		to: list(inbound.to ?? inbox_id),
		cc: list(inbound.cc),
		bcc: list(inbound.bcc),
		reply_to: list(inbound.reply_to),
		...(inbound.timestamp !== undefined && { timestamp: isoTime(inbound.timestamp) }),
		...(inbound.subject !== undefined && { subject: inbound.subject }),
		...(inbound.text !== undefined && { text: inbound.text }),
		...(inbound.html !== undefined && { html: inbound.html }),
		...(inbound.in_reply_to && { in_reply_to: inbound.in_reply_to }),
		...(inbound.references && { references: inbound.references }),
		...(inbound.headers && { headers: inbound.headers }),
		labels: ['received', 'unread', ...special],
		files: (inbound.attachments ?? []).map(({ content, ...named }) => ({
			content_disposition: 'attachment',
			...named,
			bytes: typeof content === 'string' ? Buffer.from(content, 'base64') : Buffer.from(content),
		})),
	};
	return await deliverTo(services, inbox, mail, inbound.review);
}

/** The copy that one of the sandbox's own inboxes gets of a mail sent by another. */
export async function receiveCopy(
	services: Services,
	inbox: Inbox,
	{ message_id, timestamp }: Message,
	mail: Mail,
): Promise<void> {
	const labels = ['received', 'unread'];
	if (isCutOff(services.store, inbox) || inbox.status === 'paused') return;
	await deliverTo(services, inbox, { ...mail, message_id, timestamp, bcc: [], labels });
}

async function deliverTo(
	services: Services,
	inbox: Inbox,
	mail: Mail,
	isSuspicious = false,
): Promise<Message> {
	const { store } = services;
	const labels = [...mail.labels, ...(isBlocked(store, inbox, mail) ? ['blocked'] : [])];
	const message = await fileMail(store, inbox.inbox_id, { ...mail, labels });
	scan(services, message, isSuspicious, () => arrived(services, message));
	return message;
}

function isoTime(written: string): string {
	const time = new Date(written);
	if (Number.isNaN(time.getTime())) throw invalid(['timestamp'], 'Expected an ISO 8601 time.');
	return time.toISOString();
}

function list(value: string | string[] | undefined): string[] {
	if (value === undefined) return [];
	return typeof value === 'string' ? [value] : value;
}
