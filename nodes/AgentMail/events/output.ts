import type { IDataObject } from 'n8n-workflow';

import { bestText, mailboxesOf, senderOf } from '../mail/message';
import { senderWarning } from '../mail/senderWarning';
import {
	attachmentSummaries,
	senderFields,
	simplifyMessage,
	simplifyThread,
} from '../mail/summary';
import { isRecord, textOf } from '../shared/json';
import type { AgentMailEvent } from './event';

/** How an event came in. */
export interface Arrival {
	/** The same whenever the same event is delivered again, so users can remove duplicates by it. */
	deliveryId: string | null;
	/**
	 * How the event is known to come from AgentMail: the header whose signature was right, or `websocket` for a connection
	 * that was opened with the API key.
	 */
	verifiedBy: string;
	/** The conversation with its newest messages, with Include Thread. */
	thread?: IDataObject;
	/** Something could not be fetched. */
	incomplete?: boolean;
}

/** The whole payload with AgentMail's field names, and `event` added. */
export function wholeEvent(event: AgentMailEvent, arrival: Arrival): IDataObject {
	const { thread } = arrival;
	return {
		...event.payload,
		...(thread && { thread }),
		...remarks(event, arrival),
	} as IDataObject;
}

/**
 * A few fields with AgentMail's names, what people read first, flat except for `event`, `null` where the event has none. The ids are those
 * that the AgentMail node takes, so that a Reply can follow. `thread`, `incomplete` and `sender_warning` are added where
 * they apply. An event of unknown shape is passed on whole.
 */
export function simplifiedEvent(event: AgentMailEvent, arrival: Arrival): IDataObject {
	const fields =
		event.key === undefined ? undefined : (FIELDS[event.key] ?? noticeOfMail)(event.details);
	if (!fields) return wholeEvent(event, arrival);
	const { event: what, ...others } = remarks(event, arrival);
	const { thread } = arrival;
	return { ...fields, ...(thread && { thread: conversation(thread) }), ...others, event: what };
}

/** What the trigger adds, under names that no payload of AgentMail has. */
function remarks(event: AgentMailEvent, { deliveryId, verifiedBy, incomplete }: Arrival) {
	const warning = event.key === 'message' ? senderWarning(senderOf(event.details)) : undefined;
	return {
		event: { type: event.type, delivery_id: deliveryId, verified_by: verifiedBy },
		...(warning !== undefined && { sender_warning: warning }),
		...(incomplete && { incomplete }),
	};
}

type Details = Record<string, unknown>;

/** The fields by property of the payload; all others have those of {@link noticeOfMail}. */
const FIELDS: Record<string, (details: Details) => IDataObject> = {
	message: (message) => ({
		...senderFields(message),
		subject: valueOf(message.subject),
		text: bestText(message),
		...ids(message),
		to: textsOf(message.to),
		timestamp: valueOf(message.timestamp),
		labels: textsOf(message.labels),
		attachments: attachmentSummaries(message),
	}),
	domain: (domain) => ({
		domain_id: valueOf(domain.domain_id),
		domain: valueOf(domain.domain),
		pod_id: valueOf(domain.pod_id),
		status: valueOf(domain.status),
	}),
	bounce: (bounce) => ({ ...noticeOfMail(bounce), ...kind(bounce) }),
	complaint: (complaint) => ({ ...noticeOfMail(complaint), ...kind(complaint) }),
	reject: (reject) => ({ ...moment(reject), reason: valueOf(reject.reason) }),
	open: moment,
};

function conversation(thread: IDataObject): IDataObject {
	const messages = Array.isArray(thread.messages) ? thread.messages.filter(isRecord) : [];
	return {
		...simplifyThread(thread),
		messages: messages.map((message) => simplifyMessage(message as IDataObject)),
	};
}

/** What happened to a sent message. */
function noticeOfMail(details: Details): IDataObject {
	return { ...moment(details), recipients: recipientsOf(details.recipients) };
}

function moment(details: Details): IDataObject {
	return { ...ids(details), timestamp: valueOf(details.timestamp) };
}

function ids(details: Details): IDataObject {
	return {
		inbox_id: valueOf(details.inbox_id),
		thread_id: valueOf(details.thread_id),
		message_id: valueOf(details.message_id),
	};
}

function kind(details: Details): IDataObject {
	return { type: valueOf(details.type), sub_type: valueOf(details.sub_type) };
}

/** Addresses; a bounce lists `{ address, status }`. */
function recipientsOf(recipients: unknown): string[] {
	return mailboxesOf(recipients).flatMap(({ address }) => (address === null ? [] : [address]));
}

/** One text or a list of texts, as a list. */
function textsOf(value: unknown): string[] {
	return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

function valueOf(value: unknown): string | null {
	return textOf(value) ?? null;
}
